//! A disk that can misbehave, as SQLite sees it: a layer between SQLite and the operating system, for the whole test
//! program. Files in a folder that was named to it can
//! - keep what is written to them in memory until they are told to wait for the disk (`xSync`), as a disk does that has
//!   a cache; the power can then be cut at any moment, by copying what had reached the disk;
//! - drop a wait they were told of, to prove that a test would notice;
//! - be full.
//!
//! All other files are passed through. Waits are counted.

#![allow(unsafe_code, reason = "SQLite's interface to disks is C; this layer exists in tests alone")]
#![allow(
    clippy::undocumented_unsafe_blocks,
    reason = "every block calls the layer below with what SQLite handed in"
)]

use std::collections::{BTreeMap, HashMap};
use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, Once, OnceLock, PoisonError};

use rand::RngExt;
use rand_pcg::Pcg64;
use rusqlite::ffi;

/// How many times SQLite waited for a disk, in this program.
pub static SYNCS: AtomicU64 = AtomicU64::new(0);

/// A wait that the disk is to drop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dropped {
    /// None: an honest disk.
    Nothing,
    /// Those of the write-ahead log, on which an act's durability rests.
    OfTheLog,
    /// Those of the database file, before the log that it was folded from is written over.
    OfTheFile,
}

/// A folder whose files have a cache.
struct Cached {
    dropped: Dropped,
    full: bool,
    files: HashMap<PathBuf, Cache>,
}

/// One file: writes that have not reached the disk, in their order.
#[derive(Default)]
struct Cache {
    pending: Vec<Pending>,
    /// The file as SQLite sees it.
    seen: Vec<u8>,
    /// The file as the disk has it.
    on_disk: Vec<u8>,
}

#[derive(Clone)]
enum Pending {
    Write(usize, Vec<u8>),
    Truncate(usize),
}

impl Pending {
    fn apply(&self, to: &mut Vec<u8>) {
        match self {
            Pending::Write(at, bytes) => {
                let end = at + bytes.len();
                if to.len() < end {
                    to.resize(end, 0);
                }
                to[*at..end].copy_from_slice(bytes);
            }
            Pending::Truncate(length) => to.truncate(*length),
        }
    }
}

fn folders() -> MutexGuard<'static, BTreeMap<PathBuf, Cached>> {
    static FOLDERS: Mutex<BTreeMap<PathBuf, Cached>> = Mutex::new(BTreeMap::new());
    FOLDERS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Gives the files of a folder a cache. To be called before any of them is opened.
pub fn cache(folder: &Path, dropped: Dropped) {
    install();
    folders().insert(folder.to_owned(), Cached { dropped, full: false, files: HashMap::new() });
}

/// Fills the disk of a folder, or frees it.
pub fn fill(folder: &Path, full: bool) {
    let mut folders = folders();
    folders.get_mut(folder).expect("a folder with a cache").full = full;
}

/// Cuts the power: writes into another folder what had reached the disk, and of what had not a part that chance picks,
/// in no order, the last of it torn. What comes after is not seen.
pub fn cut_power(folder: &Path, to: &Path, chance: &mut Pcg64) {
    let folders = folders();
    for (path, cache) in &folders.get(folder).expect("a folder with a cache").files {
        let mut survives = cache.on_disk.clone();
        for write in &cache.pending {
            match chance.random_range(0..8) {
                0 => write.apply(&mut survives),
                1 => {
                    if let Pending::Write(at, bytes) = write {
                        let torn = bytes[..bytes.len() / 2].to_vec();
                        Pending::Write(*at, torn).apply(&mut survives);
                    }
                }
                _ => {}
            }
        }
        std::fs::write(to.join(path.file_name().unwrap()), survives).unwrap();
    }
}

/// Puts the layer before the operating system's, for every database that is opened after.
pub fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| unsafe {
        let below = ffi::sqlite3_vfs_find(std::ptr::null());
        let mut layer = *below;
        layer.pNext = std::ptr::null_mut();
        layer.zName = c"misbehaving".as_ptr();
        layer.szOsFile = (*below).szOsFile + i32::try_from(size_of::<Layer>()).unwrap();
        layer.xOpen = Some(open);
        layer.xDelete = Some(delete);
        layer.xAccess = Some(access);
        BELOW.set(Below(below)).ok();
        assert_eq!(ffi::sqlite3_vfs_register(Box::leak(Box::new(layer)), 1), ffi::SQLITE_OK);
    });
}

struct Below(*mut ffi::sqlite3_vfs);
unsafe impl Send for Below {}
unsafe impl Sync for Below {}

static BELOW: OnceLock<Below> = OnceLock::new();

fn below() -> *mut ffi::sqlite3_vfs {
    BELOW.get().unwrap().0
}

/// What SQLite holds for a file: ours first, the operating system's behind it.
#[repr(C)]
struct Layer {
    base: ffi::sqlite3_file,
    /// Where the file is, if its folder has a cache.
    cached: *mut PathBuf,
}

unsafe fn real(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    unsafe { file.cast::<u8>().add(size_of::<Layer>()).cast() }
}

/// Does something with the cache of a file; nothing where it has none.
unsafe fn with_cache<T>(
    file: *mut ffi::sqlite3_file,
    f: impl FnOnce(&mut Cache, Dropped, bool) -> T,
) -> Option<T> {
    let path = unsafe { (*file.cast::<Layer>()).cached };
    if path.is_null() {
        return None;
    }
    let path = unsafe { &*path };
    let mut folders = folders();
    let cached = folders.get_mut(path.parent()?)?;
    let (dropped, full) = (cached.dropped, cached.full);
    Some(f(cached.files.entry(path.clone()).or_default(), dropped, full))
}

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    unsafe {
        let layer = file.cast::<Layer>();
        (*layer).base.pMethods = std::ptr::null();
        (*layer).cached = std::ptr::null_mut();
        let opened = (*below()).xOpen.unwrap()(below(), name, real(file), flags, out);
        if opened != ffi::SQLITE_OK {
            return opened;
        }
        (*layer).base.pMethods = &METHODS;
        if let Some(path) = path_of(name)
            && path.parent().is_some_and(|folder| folders().contains_key(folder))
        {
            let on_disk = std::fs::read(&path).unwrap_or_default();
            (*layer).cached = Box::into_raw(Box::new(path.clone()));
            let mut folders = folders();
            let cached = folders.get_mut(path.parent().unwrap()).unwrap();
            cached.files.entry(path).or_insert_with(|| Cache {
                pending: vec![],
                seen: on_disk.clone(),
                on_disk,
            });
        }
        ffi::SQLITE_OK
    }
}

fn path_of(name: *const c_char) -> Option<PathBuf> {
    (!name.is_null()).then(|| PathBuf::from(unsafe { CStr::from_ptr(name) }.to_string_lossy().into_owned()))
}

unsafe extern "C" fn delete(_: *mut ffi::sqlite3_vfs, name: *const c_char, wait: c_int) -> c_int {
    if let Some(path) = path_of(name)
        && let Some(cached) =
            path.parent().and_then(|folder| folders().get_mut(folder).map(|c| c.files.remove(&path)))
    {
        drop(cached);
    }
    unsafe { (*below()).xDelete.unwrap()(below(), name, wait) }
}

unsafe extern "C" fn access(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // A cached file is empty on the real disk, which SQLite would take for absent.
    if let Some(path) = path_of(name)
        && let Some(folder) = path.parent()
        && folders()
            .get(folder)
            .and_then(|cached| cached.files.get(&path))
            .is_some_and(|file| !file.seen.is_empty())
    {
        unsafe { *out = 1 };
        return ffi::SQLITE_OK;
    }
    unsafe { (*below()).xAccess.unwrap()(below(), name, flags, out) }
}

macro_rules! below {
    ($file:ident . $method:ident ( $($argument:expr),* )) => {
        unsafe { (*(*real($file)).pMethods).$method.unwrap()(real($file) $(, $argument)*) }
    };
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let path = unsafe { std::mem::replace(&mut (*file.cast::<Layer>()).cached, std::ptr::null_mut()) };
    if !path.is_null() {
        drop(unsafe { Box::from_raw(path) });
    }
    below!(file.xClose())
}

unsafe extern "C" fn read(
    file: *mut ffi::sqlite3_file,
    to: *mut c_void,
    length: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    let (wanted, start) = (usize::try_from(length).unwrap(), usize::try_from(at).unwrap());
    let read = unsafe {
        with_cache(file, |cache, _, _| {
            let buffer = std::slice::from_raw_parts_mut(to.cast::<u8>(), wanted);
            let there = cache.seen.get(start..).unwrap_or_default();
            let there = &there[..there.len().min(wanted)];
            buffer[..there.len()].copy_from_slice(there);
            buffer[there.len()..].fill(0);
            if there.len() < wanted { ffi::SQLITE_IOERR_SHORT_READ } else { ffi::SQLITE_OK }
        })
    };
    read.unwrap_or_else(|| below!(file.xRead(to, length, at)))
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    from: *const c_void,
    length: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    let written = unsafe {
        with_cache(file, |cache, _, full| {
            let bytes = std::slice::from_raw_parts(from.cast::<u8>(), usize::try_from(length).unwrap());
            let start = usize::try_from(at).unwrap();
            if full && start + bytes.len() > cache.seen.len() {
                return ffi::SQLITE_FULL;
            }
            let write = Pending::Write(start, bytes.to_vec());
            write.apply(&mut cache.seen);
            cache.pending.push(write);
            ffi::SQLITE_OK
        })
    };
    written.unwrap_or_else(|| below!(file.xWrite(from, length, at)))
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: ffi::sqlite3_int64) -> c_int {
    let truncated = unsafe {
        with_cache(file, |cache, _, _| {
            let truncate = Pending::Truncate(usize::try_from(size).unwrap());
            truncate.apply(&mut cache.seen);
            cache.pending.push(truncate);
            ffi::SQLITE_OK
        })
    };
    truncated.unwrap_or_else(|| below!(file.xTruncate(size)))
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    SYNCS.fetch_add(1, Ordering::Relaxed);
    let is_log = |path: &Path| path.to_string_lossy().ends_with("-wal");
    let of_log = unsafe { (*file.cast::<Layer>()).cached.as_ref() }.is_some_and(|path| is_log(path));
    let synced = unsafe {
        with_cache(file, |cache, dropped, _| {
            let lost = match dropped {
                Dropped::Nothing => false,
                Dropped::OfTheLog => of_log,
                Dropped::OfTheFile => !of_log,
            };
            if !lost {
                for write in cache.pending.drain(..) {
                    write.apply(&mut cache.on_disk);
                }
            }
            ffi::SQLITE_OK
        })
    };
    synced.unwrap_or_else(|| below!(file.xSync(flags)))
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, out: *mut ffi::sqlite3_int64) -> c_int {
    match unsafe { with_cache(file, |cache, _, _| cache.seen.len()) } {
        Some(size) => {
            unsafe { *out = i64::try_from(size).unwrap() };
            ffi::SQLITE_OK
        }
        None => below!(file.xFileSize(out)),
    }
}

unsafe extern "C" fn file_control(file: *mut ffi::sqlite3_file, what: c_int, argument: *mut c_void) -> c_int {
    // Hints about the size would reach round the cache.
    if what == ffi::SQLITE_FCNTL_SIZE_HINT || what == ffi::SQLITE_FCNTL_MMAP_SIZE {
        return ffi::SQLITE_NOTFOUND;
    }
    below!(file.xFileControl(what, argument))
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    below!(file.xLock(level))
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    below!(file.xUnlock(level))
}

unsafe extern "C" fn reserved(file: *mut ffi::sqlite3_file, out: *mut c_int) -> c_int {
    below!(file.xCheckReservedLock(out))
}

unsafe extern "C" fn sector_size(file: *mut ffi::sqlite3_file) -> c_int {
    below!(file.xSectorSize())
}

/// No promise about order or atomic writes: the least a disk can offer.
unsafe extern "C" fn characteristics(_: *mut ffi::sqlite3_file) -> c_int {
    0
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    page: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    below!(file.xShmMap(page, size, extend, out))
}

unsafe extern "C" fn shm_lock(file: *mut ffi::sqlite3_file, offset: c_int, n: c_int, flags: c_int) -> c_int {
    below!(file.xShmLock(offset, n, flags))
}

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    below!(file.xShmBarrier());
}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, remove: c_int) -> c_int {
    below!(file.xShmUnmap(remove))
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(reserved),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

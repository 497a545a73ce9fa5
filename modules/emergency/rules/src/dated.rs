pub struct Src(pub &'static str, pub &'static str);
pub struct Dated<T: 'static>(pub &'static [(kernel::Day, T, Src)]);
impl<T: Copy> Dated<T> {
    pub fn on(&self, day: kernel::Day) -> T {
        let mut best = self.0[0].1;
        for r in self.0 {
            if r.0 <= day {
                best = r.1;
            }
        }
        best
    }
}

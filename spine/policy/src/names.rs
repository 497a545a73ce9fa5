//! One macro for enums that are stored and printed by a short stable name, so that the list is written once.

/// Makes an enum whose every member has a stable name: `ALL`, `as_str`, `Display` and `FromStr` follow from the list.
macro_rules! named {
    ($(#[$outer:meta])* $what:literal $name:ident { $($(#[$doc:meta])* $member:ident = $text:literal),+ $(,)? }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $member),+ }

        impl $name {
            /// Every member, in the order of the list.
            pub const ALL: &'static [$name] = &[$($name::$member),+];

            /// The stable name, for storage and for the policies; it never changes once released.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$member => $text),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::NameRefused;

            fn from_str(text: &str) -> Result<$name, $crate::NameRefused> {
                match text {
                    $($text => Ok($name::$member),)+
                    _ => Err($crate::NameRefused { what: $what, given: text.chars().take(40).collect() }),
                }
            }
        }
    };
}

pub(crate) use named;

/// A text that is not one of the stable names of its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameRefused {
    pub(crate) what: &'static str,
    pub(crate) given: String,
}

impl std::fmt::Display for NameRefused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "“{}” is not {}", self.given, self.what)
    }
}

impl std::error::Error for NameRefused {}

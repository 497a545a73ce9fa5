//! One macro for enums that are stored by a short stable name and shown in words, so that the list is written once.

/// Makes an enum whose every member has a stable name and words for people.
macro_rules! named {
    ($(#[$outer:meta])* $what:literal $name:ident { $($(#[$doc:meta])* $member:ident = $text:literal $words:literal),+ $(,)? }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $member),+ }

        impl $name {
            /// Every member, in the order of the list.
            pub const ALL: &'static [$name] = &[$($name::$member),+];

            /// The stable name, for storage; it never changes once released.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$member => $text),+ }
            }

            /// For people.
            pub const fn words(self) -> &'static str {
                match self { $($name::$member => $words),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::names::NameRefused;

            fn from_str(text: &str) -> Result<$name, Self::Err> {
                match text {
                    $($text => Ok($name::$member),)+
                    _ => Err($crate::names::NameRefused { what: $what, given: text.chars().take(40).collect() }),
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<$name, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
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
        write!(f, "“{}” is not {}: choose one from the list", self.given, self.what)
    }
}

impl std::error::Error for NameRefused {}

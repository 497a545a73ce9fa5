//! The web shell: NHS design system components, layout, sign-in session, error pages.

pub mod components;
pub mod markup;

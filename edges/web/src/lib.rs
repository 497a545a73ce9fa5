//! The web shell: NHS design system components, layout, sign-in session, error pages.

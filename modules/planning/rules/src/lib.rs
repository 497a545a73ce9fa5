//! Where clinics should be, who goes where, and what a change would do. Pure.

//! Reads hospital letters: what is asked, of whom, and whether it was agreed. Pure.

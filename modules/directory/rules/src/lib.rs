//! Who can fit what, where, and when: competence, sessions, acceptance, host search. Pure.

//! Who may do what to whose record: actor, act and subject go in, Allowed or Refused comes out. No IO.

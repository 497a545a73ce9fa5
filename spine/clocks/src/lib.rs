//! Who owned which day of an ask, and what each rule set says of it. Pure, and the same for every family of ask.

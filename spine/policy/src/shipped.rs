//! The policies this program ships with, as text compiled in.

/// The words the policies may use.
pub(crate) const SCHEMA: (&str, &str) = ("place.cedarschema", include_str!("../policies/place.cedarschema"));

/// Every policy file, in the order a guardian reads them.
pub(crate) const POLICIES: &[(&str, &str)] = &[
    ("never.cedar", include_str!("../policies/never.cedar")),
    ("reading.cedar", include_str!("../policies/reading.cedar")),
    ("break-glass.cedar", include_str!("../policies/break-glass.cedar")),
    ("sending.cedar", include_str!("../policies/sending.cedar")),
    ("hosting.cedar", include_str!("../policies/hosting.cedar")),
    ("emergency.cedar", include_str!("../policies/emergency.cedar")),
    ("directory.cedar", include_str!("../policies/directory.cedar")),
    ("agreements.cedar", include_str!("../policies/agreements.cedar")),
    ("figures.cedar", include_str!("../policies/figures.cedar")),
    ("fix-it.cedar", include_str!("../policies/fix-it.cedar")),
    ("letters.cedar", include_str!("../policies/letters.cedar")),
    ("seats.cedar", include_str!("../policies/seats.cedar")),
    ("place.cedar", include_str!("../policies/place.cedar")),
    ("table.cedar", include_str!("../policies/table.cedar")),
];

//! Statistics and disclosure control for figures: charts, funnels, waits, equity. Pure: no clock, no files, no chance
//! save with a seed that is passed in and printed.

pub mod agreement;
pub mod chart;
pub mod cohort;
pub mod disclosure;
pub mod equity;
pub mod flows;
pub mod funnel;
pub mod interval;
pub mod measure;
pub mod quantile;
pub mod run_chart;
pub mod slope;
pub mod spc;
pub mod special;
pub mod standardise;
pub mod survival;
pub mod waiting_list;

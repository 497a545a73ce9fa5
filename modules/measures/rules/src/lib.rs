//! Statistics and disclosure control for figures: charts, funnels, waits, equity. Pure: no clock, no files, no chance
//! save with a seed that is passed in and printed.

pub mod agreement;
pub mod asks;
pub mod chart;
pub mod cohort;
pub mod differ;
pub mod disclosure;
pub mod equity;
pub mod facts;
pub mod flows;
pub mod funnel;
pub mod history;
pub mod interval;
pub mod measure;
pub mod misplaced;
pub mod period;
pub mod proposal;
pub mod publication;
pub mod quantile;
pub mod report;
pub mod run_chart;
pub mod slope;
pub mod spc;
pub mod special;
pub mod standardise;
pub mod survival;
pub mod waiting_list;

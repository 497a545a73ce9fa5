//! Reads hospital letters: every request in them, who must act, what kind of act, which of the five asks it breaches,
//! and, from a dated local rule set, what was agreed about such requests. Pure: no clock, no files, no chance.
//!
//! The way of a letter: [`words`] cuts it, [`lexicon`] marks its words, [`layout`] finds lines, headings and sentences,
//! [`clauses`] cuts sentences into single acts, [`judge`] says of each who, what and why. Rules look at marks, never at
//! phrases of a particular letter; the words themselves stand in `lexicon/`.

pub mod action_block;
pub mod actors;
pub mod asks;
pub mod audit;
pub mod clauses;
pub mod coding;
pub mod dated;
pub mod deidentify;
pub mod due;
pub mod facts;
pub mod judge;
pub mod kinds;
pub mod layout;
pub mod learned;
pub mod lexicon;
pub mod local;
pub mod marked;
pub mod moods;
pub mod points;
pub mod reader;
pub mod reply;
pub mod score;
pub mod shapes;
pub mod tags;
pub mod verdicts;
pub mod words;

pub use kinds::{Action, Actor, Ask, Setting};
pub use reader::{Finding, Letter, Reader};

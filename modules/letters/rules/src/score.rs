//! The score of a reading against labels: spans that share half of the shorter one's characters match, one to one,
//! best overlap first. Labels with actor `none` are traps: finding them counts against the reader.

use crate::kinds::{Action, Actor, Ask};

/// A labelled or found span, offsets in code points, end exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// Who must act.
    pub actor: Actor,
    /// What kind of act.
    pub action: Action,
    /// Which ask it breaches.
    pub ask: Ask,
}

impl Span {
    fn overlap(&self, other: &Span) -> usize {
        self.end.min(other.end).saturating_sub(self.start.max(other.start))
    }

    fn length(&self) -> usize {
        self.end.saturating_sub(self.start)
    }

    fn is_action(&self) -> bool {
        self.actor != Actor::Nobody
    }

    fn is_breach(&self) -> bool {
        self.actor == Actor::Gp && self.ask.is_breach()
    }
}

/// Pairs of found and labelled spans: best overlap first, one to one, at least half of the shorter one shared.
#[must_use]
pub fn matches(found: &[Span], gold: &[Span]) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for (f, span) in found.iter().enumerate().filter(|(_, span)| span.is_action()) {
        for (g, label) in gold.iter().enumerate().filter(|(_, label)| label.is_action()) {
            let shared = span.overlap(label);
            if shared > 0 && shared * 2 >= span.length().min(label.length()) {
                pairs.push((shared, f, g));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut taken: Vec<(usize, usize)> = Vec::new();
    for (_, f, g) in pairs {
        if taken.iter().all(|(tf, tg)| *tf != f && *tg != g) {
            taken.push((f, g));
        }
    }
    taken
}

/// Counts over many texts.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    found: usize,
    gold: usize,
    matched: usize,
    gp_found: usize,
    gp_gold: usize,
    gp_matched: usize,
    strict: usize,
    traps: usize,
    trapped: usize,
    breach_found: usize,
    breach_gold: usize,
    breach_both: usize,
    pairs: Vec<(Span, Span)>,
}

fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

fn f1(both: usize, found: usize, gold: usize) -> f64 {
    if found + gold == 0 { 1.0 } else { 2.0 * count(both) / count(found + gold) }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { count(part) / count(whole) }
}

/// Mean F1 over the classes that occur in either list.
fn macro_f1<T: PartialEq + Copy>(pairs: &[(T, T)]) -> f64 {
    let mut classes: Vec<T> = Vec::new();
    for (a, b) in pairs {
        for class in [a, b] {
            if !classes.contains(class) {
                classes.push(*class);
            }
        }
    }
    let each = classes.iter().map(|class| {
        let found = pairs.iter().filter(|(a, _)| a == class).count();
        let gold = pairs.iter().filter(|(_, b)| b == class).count();
        let both = pairs.iter().filter(|(a, b)| a == class && b == class).count();
        f1(both, found, gold)
    });
    if classes.is_empty() { 1.0 } else { each.sum::<f64>() / count(classes.len()) }
}

/// Cohen's kappa: agreement beyond what the two readers' habits alone would give.
#[must_use]
pub fn kappa(pairs: &[(u8, u8)]) -> f64 {
    let all = count(pairs.len());
    if pairs.is_empty() {
        return 1.0;
    }
    let seen = count(pairs.iter().filter(|(a, b)| a == b).count()) / all;
    let chance: f64 = (0..=u8::MAX)
        .map(|class| {
            let a = count(pairs.iter().filter(|(a, _)| *a == class).count()) / all;
            let b = count(pairs.iter().filter(|(_, b)| *b == class).count()) / all;
            a * b
        })
        .sum();
    if (1.0 - chance).abs() < 1e-12 { 1.0 } else { (seen - chance) / (1.0 - chance) }
}

impl Tally {
    /// Adds one text.
    pub fn add(&mut self, found: &[Span], gold: &[Span]) {
        let pairs = matches(found, gold);
        self.found += found.iter().filter(|span| span.is_action()).count();
        self.gold += gold.iter().filter(|span| span.is_action()).count();
        self.matched += pairs.len();
        self.gp_found += found.iter().filter(|span| span.actor == Actor::Gp).count();
        self.gp_gold += gold.iter().filter(|span| span.actor == Actor::Gp).count();
        self.breach_found += found.iter().filter(|span| span.is_breach()).count();
        self.breach_gold += gold.iter().filter(|span| span.is_breach()).count();
        for trap in gold.iter().filter(|span| !span.is_action()) {
            self.traps += 1;
            let hit = found.iter().enumerate().any(|(index, span)| {
                span.is_action() && span.overlap(trap) > 0 && !pairs.iter().any(|(f, _)| *f == index)
            });
            self.trapped += usize::from(hit);
        }
        for (f, g) in pairs {
            let (Some(span), Some(label)) = (found.get(f), gold.get(g)) else { continue };
            self.gp_matched += usize::from(span.actor == Actor::Gp && label.actor == Actor::Gp);
            self.breach_both += usize::from(span.is_breach() && label.is_breach());
            self.strict += usize::from(
                span.actor == label.actor && span.action == label.action && span.ask == label.ask,
            );
            self.pairs.push((*span, *label));
        }
    }

    /// The figures.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let actors: Vec<_> = self.pairs.iter().map(|(a, b)| (a.actor, b.actor)).collect();
        let actions: Vec<_> = self.pairs.iter().map(|(a, b)| (a.action, b.action)).collect();
        let asks: Vec<_> = self.pairs.iter().map(|(a, b)| (a.ask.number(), b.ask.number())).collect();
        let right = |same: usize| share(same, self.pairs.len());
        Figures {
            gold: self.gold,
            found: self.found,
            detection_precision: share(self.matched, self.found),
            detection_recall: share(self.matched, self.gold),
            detection_f1: f1(self.matched, self.found, self.gold),
            gp_precision: share(self.gp_matched, self.gp_found),
            gp_recall: share(self.gp_matched, self.gp_gold),
            gp_f1: f1(self.gp_matched, self.gp_found, self.gp_gold),
            breach_precision: share(self.breach_both, self.breach_found),
            breach_recall: share(self.breach_both, self.breach_gold),
            breach_f1: f1(self.breach_both, self.breach_found, self.breach_gold),
            actor_accuracy: right(actors.iter().filter(|(a, b)| a == b).count()),
            actor_macro_f1: macro_f1(&actors),
            action_accuracy: right(actions.iter().filter(|(a, b)| a == b).count()),
            action_macro_f1: macro_f1(&actions),
            ask_accuracy: right(asks.iter().filter(|(a, b)| a == b).count()),
            ask_macro_f1: macro_f1(&asks),
            kappa: kappa(&asks),
            strict_f1: f1(self.strict, self.found, self.gold),
            traps: self.traps,
            trapped: self.trapped,
        }
    }
}

/// The figures of a reading against labels; every share between 0 and 1.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[allow(missing_docs, reason = "each name says the figure; the rules are at the head of this file")]
pub struct Figures {
    pub gold: usize,
    pub found: usize,
    pub detection_precision: f64,
    pub detection_recall: f64,
    pub detection_f1: f64,
    pub gp_precision: f64,
    pub gp_recall: f64,
    pub gp_f1: f64,
    pub breach_precision: f64,
    pub breach_recall: f64,
    pub breach_f1: f64,
    pub actor_accuracy: f64,
    pub actor_macro_f1: f64,
    pub action_accuracy: f64,
    pub action_macro_f1: f64,
    pub ask_accuracy: f64,
    pub ask_macro_f1: f64,
    pub kappa: f64,
    pub strict_f1: f64,
    pub traps: usize,
    pub trapped: usize,
}

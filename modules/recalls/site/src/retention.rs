//! What goes by the schedule here: contents of results that were acted on, and of recalls that have ended. They are asks, one
//! of a hospital to itself, and go when those of asks do.

use journal::{Query, Retained};

pub(crate) const RESULTS: Retained = Retained {
    class: "contents of results between organisations",
    counted: Query {
        name: "results.due-to-go-by-organisation",
        sql: "select from_org, count(*) from result_result
              where person_sealed is not null and state = 'acted-on' and moved_on <= ?1
              group by from_org order by from_org",
    },
    due: Query {
        name: "results.due-to-go",
        sql: "select id from result_result where person_sealed is not null and state = 'acted-on' and moved_on <= ?1
              order by moved_on, id limit ?2",
    },
    one: Query {
        name: "results.is-due-to-go",
        sql: "select from_org from result_result
              where person_sealed is not null and state = 'acted-on' and moved_on <= ?1 and id = ?2",
    },
    named: Query {
        name: "results.named",
        sql: "select id, from_org, to_org from result_result where id = ?1",
    },
    known: Query {
        name: "results.known",
        sql: "select id, from_org, to_org from result_result where id = ?1",
    },
};

pub(crate) const RECALLS: Retained = Retained {
    class: "contents of recalls",
    counted: Query {
        name: "recalls.due-to-go-by-organisation",
        sql: "select org, count(*) from recall_recall where person_sealed is not null and ended_on <= ?1
              group by org order by org",
    },
    due: Query {
        name: "recalls.due-to-go",
        sql: "select id from recall_recall where person_sealed is not null and ended_on <= ?1
              order by ended_on, id limit ?2",
    },
    one: Query {
        name: "recalls.is-due-to-go",
        sql: "select org from recall_recall where person_sealed is not null and ended_on <= ?1 and id = ?2",
    },
    named: Query { name: "recalls.named", sql: "select id, org, org from recall_recall where id = ?1" },
    known: Query { name: "recalls.known", sql: "select id, org, org from recall_recall where id = ?1" },
};

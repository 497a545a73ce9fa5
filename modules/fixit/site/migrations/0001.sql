create table fixit_issue (
    id text not null primary key, reference text not null, posted text not null, org text not null, seat text not null,
    posted_on bigint not null, specialty text not null, broken text not null, state text not null, next_move text,
    owner text, due bigint, answered_on bigint, outcome text, ended_on bigint, link text not null, merged_into text,
    words text, words_key text, moved_at bigint not null
);
create index fixit_issue_due on fixit_issue (next_move, due);
create index fixit_issue_specialty on fixit_issue (specialty, posted_on);
create index fixit_issue_owner on fixit_issue (owner, next_move);
create index fixit_issue_reference on fixit_issue (reference);
create table fixit_move (
    issue text not null, nth bigint not null, on_day bigint not null, kind text not null, what text not null,
    words text, words_key text, org text not null, seat text not null, at bigint not null, primary key (issue, nth)
);
create index fixit_move_key on fixit_move (words_key);
create table fixit_poster (
    issue text not null, org text not null, seat text not null, primary key (issue, org, seat)
);
create index fixit_poster_org on fixit_poster (org);
create table fixit_specialty (
    code text not null primary key, name text not null, org text not null, lead text, telephone text not null,
    inbox text not null, ended bigint not null
);
create table fixit_project (
    specialty text not null, broken text not null, title text not null, owner text not null, link text not null,
    changed_on bigint, at bigint not null, primary key (specialty, broken)
);
create table fixit_told (
    specialty text not null, broken text not null, seq bigint not null, organisations bigint not null, words text,
    words_key text, at bigint not null, primary key (specialty, broken, seq)
);
create table fixit_agenda (
    on_day bigint not null, nth bigint not null, issue text not null, reference text not null, specialty text not null,
    state text not null, due bigint not null, owner text, primary key (on_day, nth)
);
create table fixit_meeting (on_day bigint not null primary key, lines bigint not null, at bigint not null);
create table fixit_message (
    seq bigint not null, nth bigint not null, issue text not null, org text not null, template text not null,
    why text not null, at bigint not null, primary key (seq, nth)
);

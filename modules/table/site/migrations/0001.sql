create table table_group (
    id text not null primary key, name text not null, kind text not null, patch text not null, purpose text not null,
    terms text not null, parent text, state text not null, product text not null, ends bigint, quorum text not null,
    secretary text, rhythms text not null, feed text not null, rhythm_kept bigint not null, begun_on bigint not null
);
create index table_group_parent on table_group (parent);
create index table_group_feed on table_group (feed);
create table table_seat (
    id text not null primary key, grp text not null, party text not null, org text, title text not null, holder text,
    deputy text, from_day bigint not null, until_day bigint, votes bigint not null, decides text not null
);
create index table_seat_grp on table_seat (grp);
create index table_seat_holder on table_seat (holder);
create index table_seat_deputy on table_seat (deputy);
create table table_chair (
    grp text not null, seat text not null, from_day bigint not null, led_by text not null, until_day bigint not null,
    proposed_on bigint not null, accepted_on bigint, primary key (grp, seat, from_day)
);
create table table_meeting (
    grp text not null, original bigint not null, on_day bigint, at_time text, minutes bigint, place text,
    cancelled bigint, why text, sequence bigint not null default 0, closed_on bigint, words text,
    agreed_at bigint, asked_on bigint, primary key (grp, original)
);
create table table_attendance (
    grp text not null, original bigint not null, seat text not null, presence text not null,
    primary key (grp, original, seat)
);
create table table_interest (
    grp text not null, original bigint not null, item text not null, seat text not null, what text not null,
    primary key (grp, original, item, seat)
);
create table table_guest (
    grp text not null, original bigint not null, item text not null, seat text not null,
    primary key (grp, original, item, seat)
);
create index table_guest_seat on table_guest (seat);
create table table_item (
    id text not null primary key, grp text not null, original bigint not null, title text not null, about text not null,
    minutes bigint not null, raised_by text not null, raised_on bigint not null, closed_at bigint, outcome text
);
create index table_item_grp on table_item (grp);
create table table_decision (
    id text not null primary key, grp text not null, original bigint not null, nth bigint not null, item text,
    title text not null, body text not null, standing text not null, taken_on bigint not null, ratified_on bigint,
    ratified_at bigint, ratified_quorum text, replaced_by text
);
create index table_decision_grp on table_decision (grp, taken_on);
create table table_confirmation (
    decision text not null, org text not null, position text not null, on_day bigint not null,
    primary key (decision, org)
);
create table table_action (
    id text not null primary key, grp text not null, original bigint not null, nth bigint not null, words text not null,
    owner text not null, org text not null, due bigint not null, decision text, item text, state text not null,
    outcome text not null, asked_on bigint not null, moved_on bigint not null, nudged_on bigint, above text,
    question text, overdue_at bigint, asked_above_on bigint, answer text, answered_on bigint
);
create index table_action_grp on table_action (grp, state);
create index table_action_owner on table_action (owner, state);
create index table_action_above on table_action (above);
create table table_nudge (seat text not null primary key, on_day bigint not null);
create table table_pressure (
    grp text not null, original bigint not null, org text not null, level text not null, words text not null,
    until_day bigint, told_on bigint not null, primary key (grp, original, org)
);
create table table_pack (
    grp text not null, original bigint not null, on_day bigint not null, hash text not null, pack text not null,
    primary key (grp, original)
);

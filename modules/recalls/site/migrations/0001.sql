create table recall_recall (
    id text not null primary key, org text not null, specialty text not null, test text not null, planned text not null,
    planned_on bigint not null, owner text not null, due bigint not null, told bigint not null, state text not null,
    not_done bigint not null, raised_for bigint, raised_to text, ended_on bigint, reference text, person_sealed blob
);
create index recall_recall_due on recall_recall (org, state, due);
create index recall_recall_reference on recall_recall (org, reference);
create table recall_move (
    recall text not null, nth bigint not null, on_day bigint not null, what text not null, seat text not null,
    at bigint not null, primary key (recall, nth)
);
create table recall_owner (
    org text not null, specialty text not null, test text not null, seat text not null, primary key (org, specialty, test)
);
create table recall_rule (test text not null primary key, from_day bigint not null, specialties bigint not null, at bigint not null);
create table recall_look (
    recall text not null, seq bigint not null, nth bigint not null, at bigint not null, user_id text not null,
    seat text not null, org text not null, what text not null, primary key (recall, seq, nth)
);

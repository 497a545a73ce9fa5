create table letter_audit (
    id text not null primary key, org text not null, title text not null, begun text not null, begun_on bigint not null,
    seat text not null
);
create table letter_letter (
    id text not null primary key, audit text not null, specialty text not null, month bigint, machine bigint not null,
    lines text not null, chosen bigint not null, weight_milli bigint not null, stopped bigint not null,
    outside bigint not null, settled bigint, words_sealed blob
);
create index letter_letter_audit on letter_letter (audit, chosen, id);
create table letter_code (
    letter text not null, seat text not null, audit text not null, nth bigint not null, code bigint not null, at bigint not null,
    primary key (letter, seat)
);
create index letter_code_audit on letter_code (audit, letter, nth);
create table letter_rule (
    rule text not null, from_day bigint not null, until_day bigint, verdict text not null, agreed_by text not null,
    agreed_on bigint not null, primary key (rule, from_day)
);
create table letter_look (
    audit text not null, seq bigint not null, nth bigint not null, at bigint not null, seat text not null, org text not null,
    what text not null, primary key (audit, seq, nth)
);
create table letter_template (
    ask bigint not null, version bigint not null, words text not null, kept_on bigint not null, primary key (ask, version)
);
create table letter_signature (
    ask bigint not null, version bigint not null, side text not null, seat text not null, org text not null,
    on_day bigint not null, primary key (ask, version, side)
);

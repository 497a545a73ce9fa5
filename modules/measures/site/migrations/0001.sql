create table measures_ask (
    id text not null primary key, seq bigint not null, sender text not null, host text not null,
    service text not null, sent_on bigint not null, method text not null, age_band bigint, fifth bigint,
    complicated bigint not null, history blob not null
);
create index measures_ask_seq on measures_ask (seq);
create index measures_ask_sent on measures_ask (sent_on);
create table measures_publication (
    quarter text not null primary key, first_day bigint not null, last_day bigint not null, body text not null,
    sha256 text not null, at bigint not null, org text not null, seat text not null
);
create index measures_publication_last on measures_publication (last_day);
create table measures_rule (
    id text not null, version bigint not null, body text not null, why text not null, why_not_all text not null,
    clinical bigint not null, proposed_at bigint not null, proposed_org text not null, proposed_seat text not null,
    proposed_user text not null, state text not null, from_day bigint, overlap_until bigint, decision text,
    instead_of text, sha256 text, adopted_at bigint, primary key (id, version)
);
create table measures_signature (
    id text not null, version bigint not null, user_id text not null, org text not null, seat text not null,
    at bigint not null, primary key (id, version, user_id)
);
create table measures_comparison (
    id text not null, version bigint not null, sha256 text not null, first_day bigint not null,
    last_day bigint not null, body text not null, at bigint not null, primary key (id, version, sha256)
);

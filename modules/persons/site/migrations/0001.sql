create table persons_erasure (
    id text not null primary key, asked_by text not null, asked_seat text not null, asked_org text not null,
    asked_at bigint not null, why text not null, case_number text not null, state text not null,
    ended_by text, ended_at bigint
);
create index persons_erasure_state on persons_erasure (state, asked_at);
create table persons_erasure_ask (erasure text not null, ask text not null, primary key (erasure, ask));
create table persons_same (
    org text not null, one text not null, other text not null, at bigint not null, seat text not null,
    why text not null, case_number text not null, primary key (org, one, other)
);
create index persons_same_other on persons_same (org, other);

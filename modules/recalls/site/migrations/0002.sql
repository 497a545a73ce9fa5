create table result_result (
    id text not null primary key, test text not null, from_org text not null, to_org text not null, back_to text not null,
    on_day bigint not null, state text not null, moved_on bigint not null, handed text not null, person_sealed blob
);
create index result_result_to on result_result (to_org, state, on_day);
create index result_result_from on result_result (from_org, state, on_day);
create table result_move (
    result text not null, nth bigint not null, what text not null, org text not null, seat text not null, on_day bigint not null,
    primary key (result, nth)
);
create table result_look (
    result text not null, seq bigint not null, nth bigint not null, at bigint not null, user_id text not null,
    seat text not null, org text not null, what text not null, primary key (result, seq, nth)
);

create table directory_succession (
    org text not null primary key, successor text not null, on_day bigint not null, why text not null,
    announced_by text not null, step text not null, step_at bigint not null
);
create index directory_succession_successor on directory_succession (successor);

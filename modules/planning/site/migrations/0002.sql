create table planning_run (
    run text not null primary key, owner text not null, about text not null, title text not null, asked text not null,
    day bigint not null, print text not null, at bigint not null
);
create index planning_run_owner on planning_run (owner, at);

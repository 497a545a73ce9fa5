create table planning_trial (
    seal text not null primary key, title text not null, about text not null, made_on bigint not null,
    first_day bigint not null, last_day bigint not null, body text not null, at bigint not null,
    org text not null, seat text not null
);
create index planning_trial_at on planning_trial (at);

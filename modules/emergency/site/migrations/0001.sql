create table emergency_call (
    id text not null primary key, org text not null, seat text not null, service text, rung_org text, rung text not null,
    agreed text not null, seen_at bigint, at bigint not null
);
create index emergency_call_org on emergency_call (org, at);
create index emergency_call_rung on emergency_call (rung_org, at);

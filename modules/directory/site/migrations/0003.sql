create table directory_place (
    id text not null primary key, office text not null, name text not null, synthetic bigint not null,
    label text not null, sources text not null
);
create table directory_small_area (
    code text not null primary key, name text not null, district text not null, council text not null,
    latitude bigint not null, longitude bigint not null, people bigint not null, women_16_to_49 bigint,
    fifth bigint not null, rural text not null
);

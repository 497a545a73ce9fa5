create table letter_test (
    letter text not null, test text not null, audit text not null, primary key (letter, test)
);
create index letter_test_audit on letter_test (audit, test, letter);

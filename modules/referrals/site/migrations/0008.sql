-- Each organisation holds a record back for itself: what one lets go another may still need. The rows come anew from the journal.
drop table referral_hold;
create table referral_hold (
    ask text not null, org text not null, why text not null, seat text not null, at bigint not null, primary key (ask, org)
) without rowid;

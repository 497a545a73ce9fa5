alter table directory_agreement add column sort text not null default 'data-sharing';
alter table directory_agreement add column reference text not null default '';
alter table directory_signature add column seat text;

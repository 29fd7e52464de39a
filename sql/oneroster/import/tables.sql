-- What an import finds: what is wrong, what is worth a word, what was done.
create temporary table faults (file text not null, line int not null, col text not null,
    words text not null);
create temporary table notes (words text not null);
create temporary table tally (no int generated always as identity, words text not null,
    added int not null default 0, changed int not null default 0,
    same int not null default 0);

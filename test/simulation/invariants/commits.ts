/**
 * What must be so at every commit, as triggers of the store: each writes into `broken` what was wrong. They cost nothing
 * while all is well.
 */
export const watchCommits = `
  create table broken (what text);
  create trigger done_stays_done after update of state, version on jobs
    when old.state = 'done' and old.issue_id is not null
      and (new.state <> 'done' or new.version <> old.version)
    begin insert into broken values ('an attempt was recorded whose lease was lost: ' || old.kind); end;
  create trigger one_job_of_an_issue after update of state on jobs
    when new.state = 'running' and old.state <> 'running' and new.issue_id is not null and new.paced
      and exists (select 1 from jobs o where o.issue_id = new.issue_id and o.account = new.account
        and o.state = 'running' and o.paced and o.id <> new.id)
    begin insert into broken values ('two jobs of an issue run at once: ' || new.kind); end;
  create trigger one_job_of_a_destination after update of state on jobs
    when new.state = 'running' and old.state <> 'running' and new.account = 'github' and new.paced
      and exists (select 1 from jobs o where o.destination = new.destination
        and o.state = 'running' and o.paced and o.id <> new.id)
    begin insert into broken values ('two jobs of a destination of GitHub run at once'); end;
  create trigger filed_once after update of remote_id on issues
    when old.remote_id is not null and new.remote_id is not null and new.remote_id <> old.remote_id
    begin insert into broken values ('an issue was filed again: ' || old.remote_id || ' as ' || new.remote_id); end;
  create trigger one_issue_pauses_nothing after update of paused_reason on destinations
    when new.paused_reason like '%issue is locked%' or new.paused_reason like 'Issue does not exist%'
    begin insert into broken values ('a whole place waits because of one issue: ' || new.paused_reason); end;
  create trigger cursor_moves after update of cursor on destinations when old.cursor is not null
    begin select cursor_moved(new.id, new.cursor); end;
`

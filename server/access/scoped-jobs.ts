// Jobs as far as an actor's reach goes: the platform sees all, everybody else the ones they asked for.
import type { Person } from '../domain/actor.ts';
import type { Job } from '../domain/job.ts';
import type { JobDeps } from '../work/deps.ts';

export function scopedJobs(deps: JobDeps, { username }: Pick<Person, 'username'>): JobDeps {
  const isOwn = ({ requestedBy: { actor } }: Job) => actor.kind === 'person' && actor.username === username;
  const find = async (id: string): Promise<Job | undefined> => {
    const found = await deps.jobs.find(id);
    return found && isOwn(found) ? found : undefined;
  };
  return {
    ...deps,
    jobs: {
      ...deps.jobs,
      find,
      list: (filter, page) => deps.jobs.list({ ...filter, username }, page),
      inputOf: async (id) => ((await find(id)) ? deps.jobs.inputOf(id) : undefined),
      cancel: async (id, at) => (await find(id)) !== undefined && deps.jobs.cancel(id, at),
    },
  };
}

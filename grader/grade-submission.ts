/** One submission from its files to its row and page in the report. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Milestone, milestoneOf, reversalMilestone, type Stage, stages } from '../lib/course';
import { roundPoints, type StageVerdict } from '../lib/verdict';
import { printedText } from './clean';
import { influencePicture } from './criteria/influence';
import { gradeLanguageModel } from './criteria/language-model';
import { encodingPicture, patternPicture } from './criteria/pictures';
import { gradeReversal } from './criteria/reversal';
import type { Submission } from './intake/submission';
import { gradeNotebooks, type NotebookMode } from './notebooks/grade';
import type { MilestoneReport, StageReport, SubmissionReport } from './report/schema';
import type { TestRun, TestRunner } from './run/runner';
import { type Bundle, bundleStage, ownProblem } from './subject/bundle';
import type { SubjectSpec } from './subject/client';
import type { Runtime } from './subject/runtime';
import { Subject } from './subject/subject';
import { onReference } from './subject/tree';
import { combineRuns, judgeStages, needsFollowThrough } from './verdict/combine';
import { type Attempt, followedThrough, judged, passed, rowOf } from './verdict/milestone';
import { writtenReport } from './written/report';

/** What is the same for all submissions of a grading. */
export interface GradingPlan {
  /** The stages to report, in order. */
  readonly stems: readonly string[];
  /** Stems of the milestones to grade, in order. */
  readonly milestones: readonly string[];
  readonly seed: number;
  readonly backend: string;
  /** What is done about notebooks; nothing when not given. */
  readonly notebooks?: NotebookMode | undefined;
  /** Whether notebooks that are missing are told where none was handed in. */
  readonly notebooksRequired?: boolean | undefined;
  /** What submissions are put together and run with. */
  readonly runtime: Runtime;
}

/** Grades one submission; whatever it does, there is a result. */
export async function gradeSubmission(
  submission: Submission,
  plan: GradingPlan,
  runner: TestRunner,
): Promise<SubmissionReport> {
  const folder = await mkdtemp(join(tmpdir(), 'grading-'));
  try {
    return await new SubmissionGrading(submission, plan, runner, folder).grade();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface TestedStages extends Pick<TestRun, 'printed'> {
  readonly verdicts: readonly StageVerdict[];
}

class SubmissionGrading {
  /** The last stage that is asked for and all before it: they tell who is to blame. */
  private readonly tested: readonly Stage[];
  private bundles = 0;

  constructor(
    private readonly submission: Submission,
    private readonly plan: GradingPlan,
    private readonly runner: TestRunner,
    private readonly folder: string,
  ) {
    const asked = [...plan.stems, ...plan.milestones.map((stem) => milestoneOf(stem).trains)];
    this.tested = stages.filter(({ stem }) => asked.some((each) => stem <= each));
  }

  async grade(): Promise<SubmissionReport> {
    const own = await this.bundle(this.tested, false);
    const { verdicts, printed } = await this.testAll(own);
    const wrong = new Set(verdicts.filter(({ status }) => status !== 'passed').map(({ stem }) => stem));
    const combined = await this.followThrough(own, verdicts, wrong);
    const rows = combined.map((row) => ({ ...row, output: printedText(printed.get(row.stem), this.folder) }));
    const subject = new Subject(this.spec(own, true));
    try {
      const graded: { row: MilestoneReport; attempt: Attempt }[] = [];
      for (const stem of this.plan.milestones) graded.push(await this.gradeMilestone(subject, stem, wrong));
      const attempts = graded.map(({ attempt }) => attempt);
      const pictures = await this.pictures(subject, attempts);
      subject.close();
      const milestones = graded.map(({ row }) => row);
      return { ...this.report(rows, milestones, pictures), notebooks: await this.notebooks() };
    } finally {
      subject.close();
    }
  }

  /** Tests again, on the reference for the earlier stages, what fails and leans on an earlier stage that is not right. */
  private async followThrough(
    own: readonly Bundle[],
    verdicts: readonly StageVerdict[],
    wrong: ReadonlySet<string>,
  ): Promise<StageReport[]> {
    const usesOf = (stem: string) => own.find((bundle) => bundle.stem === stem)?.uses ?? [];
    const again = this.tested.filter((_, index) => {
      const verdict = verdicts[index];
      return verdict && needsFollowThrough(verdict, usesOf(verdict.stem), wrong);
    });
    const { verdicts: onReference } = await this.test(again, await this.bundle(again, true), {
      shared: false,
    });
    const wrongNames = new Set(
      verdicts.flatMap(({ functions }) =>
        functions.filter(({ status }) => status !== 'passed').map(({ name }) => name),
      ),
    );
    return verdicts.map((verdict, index) =>
      combineRuns(
        {
          stage: this.tested[index] as Stage,
          own: verdict,
          onReference: onReference.find(({ stem }) => stem === verdict.stem),
          uses: usesOf(verdict.stem),
          problem: ownProblem(own[index]),
        },
        (name) => wrongNames.has(name),
        wrong,
        this.submission.files,
      ),
    );
  }

  private async gradeMilestone(
    subject: Subject,
    stem: string,
    wrong: ReadonlySet<string>,
  ): Promise<{ row: MilestoneReport; attempt: Attempt }> {
    const milestone = milestoneOf(stem);
    const attempt = await this.attempt(subject, milestone, !wrong.has(milestone.trains));
    const row = rowOf(attempt);
    const earlier = [...wrong].filter((each) => each < milestone.trains).sort();
    // A model that could be trained is judged as it is, whichever stage spoiled it.
    if (judged(attempt) || row.status === 'not started' || earlier.length === 0) return { row, attempt };
    const onReference = await this.attemptOnReference(milestone);
    if (!passed(onReference)) return { row, attempt };
    return { row: followedThrough(onReference, row.blockedBy ?? earlier[0]), attempt };
  }

  /** The stage that is trained on the reference for all before it, which answer as the reference does, too. */
  private async attemptOnReference(milestone: Milestone): Promise<Attempt> {
    const trained = this.tested.filter(({ stem }) => stem === milestone.trains);
    const earlier = this.tested.filter(({ stem }) => stem < milestone.trains);
    const bundles = [...(await this.bundle(trained, true)), ...(await this.bundleReference(earlier))];
    const subject = new Subject(this.spec(bundles, true));
    try {
      return await this.attempt(subject, milestone, false);
    } finally {
      subject.close();
    }
  }

  /** @param answers - see {@link gradeReversal} */
  private async attempt(subject: Subject, { stem }: Milestone, answers: boolean): Promise<Attempt> {
    const { seed } = this.plan;
    try {
      if (stem === reversalMilestone.stem)
        return { grading: await gradeReversal(subject, seed, { answers }) };
      return { stem, languageModel: await gradeLanguageModel(subject, stem, seed) };
    } catch (error) {
      if (subject.fault) throw subject.fault;
      return { stem, error };
    }
  }

  private async pictures(
    subject: Subject,
    attempts: readonly Attempt[],
  ): Promise<SubmissionReport['pictures']> {
    const { seed } = this.plan;
    const positionalEncoding = await encodingPicture(subject);
    const reversal = attempts.find((attempt) => 'grading' in attempt);
    const attentionPattern = reversal && (await patternPicture(subject, reversal.grading.params, seed));
    const influence = this.tested.some(({ stem }) => stem === reversalMilestone.trains)
      ? await influencePicture(subject, seed)
      : undefined;
    return { positionalEncoding, attentionPattern, influence };
  }

  private notebooks(): Promise<SubmissionReport['notebooks']> {
    const { notebooks: mode = 'off', notebooksRequired: required = false, stems, runtime } = this.plan;
    return gradeNotebooks(this.submission, {
      mode,
      required,
      stems,
      sandbox: runtime.sandbox,
      tools: runtime.notebooks,
    });
  }

  private report(
    rows: readonly StageReport[],
    milestones: readonly MilestoneReport[],
    pictures: SubmissionReport['pictures'],
  ): SubmissionReport {
    const { name, source, notes } = this.submission;
    const asked = rows.filter(({ stem }) => this.plan.stems.includes(stem));
    const parts = [...asked, ...milestones];
    const sum = (value: (part: { score: number; maxScore: number }) => number) =>
      roundPoints(parts.reduce((total, part) => total + value(part), 0));
    return {
      name,
      source,
      status: 'graded',
      notes: [...notes],
      score: sum((part) => part.score),
      maxScore: sum((part) => part.maxScore),
      stages: asked,
      milestones: [...milestones],
      pictures,
      written: writtenReport(this.submission.papers, this.plan.stems),
    };
  }

  private async bundle(some: readonly Stage[], reference: boolean): Promise<Bundle[]> {
    const kind = reference ? 'on-reference' : 'own';
    return Promise.all(
      some.map(({ stem }) =>
        bundleStage(this.plan.runtime, this.submission.files, stem, this.bundleFolder(`${stem}.${kind}`), {
          reference,
        }),
      ),
    );
  }

  /** A folder of its own for each bundle: a stage is bundled again for each milestone that goes on the reference. */
  private bundleFolder(name: string): string {
    this.bundles += 1;
    return join(this.folder, `${name}.${this.bundles}`);
  }

  /** The reference for stages, as a submission would hand it in. */
  private async bundleReference(some: readonly Stage[]): Promise<Bundle[]> {
    const { runtime } = this.plan;
    const last = stages.at(-1)?.stem ?? '';
    const files = await onReference(new Map(), `${last}~`);
    return Promise.all(
      some.map(({ stem }) =>
        bundleStage(runtime, files, stem, this.bundleFolder(`${stem}.reference`), { reference: false }),
      ),
    );
  }

  /**
   * All stages in one process first, which is quick. What fails there is tested again in a process of its own, and that
   * counts: no stage may lose a point by what another one has left behind.
   */
  private async testAll(own: readonly Bundle[]): Promise<TestedStages> {
    const together = await this.test(this.tested, own, { shared: true });
    const again = this.tested.filter(
      (_, index) => index > 0 && !['passed', 'not started'].includes(together.verdicts[index]?.status ?? ''),
    );
    const alone = await this.test(again, own, { shared: false });
    return {
      verdicts: together.verdicts.map(
        (verdict) => alone.verdicts.find(({ stem }) => stem === verdict.stem) ?? verdict,
      ),
      printed: new Map([...together.printed, ...alone.printed]),
    };
  }

  private async test(
    some: readonly Stage[],
    bundles: readonly Bundle[],
    { shared }: Pick<SubjectSpec, 'shared'>,
  ): Promise<TestedStages> {
    if (some.length === 0) return { verdicts: [], printed: new Map() };
    const { seed } = this.plan;
    const { records, printed } = await this.runner.run({
      stems: some.map(({ stem }) => stem),
      seed,
      subject: this.spec(bundles, shared),
    });
    return { verdicts: judgeStages(some, records), printed };
  }

  private spec(bundles: readonly Bundle[], shared: boolean): SubjectSpec {
    const { runtime, backend } = this.plan;
    return {
      runtime,
      backend,
      shared,
      stages: Object.fromEntries(bundles.map((bundle) => [bundle.stem, bundle])),
    };
  }
}

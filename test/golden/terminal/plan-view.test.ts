import { describe, expect, it } from 'vitest';
import { say } from '../../../src/plan/saying.ts';
import type { Plan } from '../../../src/plan/types.ts';
import { planLines, type PlanViewOptions } from '../../../src/terminal/plan-view.ts';
import { upgrade } from './plan.ts';
import { screen, tonedScreen } from './screen.ts';

const linesOf = (plan: Plan, options?: PlanViewOptions) =>
  planLines(plan, 'en', options);

describe('a plan', () => {
  it('says all there is to know before a yes', () => {
    expect(screen(linesOf(upgrade))).toBe(`
deploy biz1 1.0.2: upgrade
  cluster  prod-sh (https://10.0.0.1:6443) as zhang
  workload Deployment default/biz1, 10 bases
  version  1.0.1 → 1.0.2
  url      https://repo.example/biz1-1.0.1.jar → https://repo.example/biz1-1.0.2.jar
  policy   install-then-uninstall: two versions can share a base, so no base is without one
  proof    the bases are asked
  confirm  before every further batch

batches
  1/3  1 base   → 1/10   vnode.a.dev
  2/3  3 bases  → 4/10   any of vnode.b.dev, vnode.c.dev, vnode.上海.dev, vnode.e.dev and 1 more
  3/3  6 bases  → 10/10  not known yet

changed in the manifest
  spec.template.spec.tolerations: borrowed by an earlier run: given back at the end (biz1.yaml:21:7)

the server warns
  spec.template.spec.nodeSelector: deprecated

risks
  warning: 2 of 10 bases do not answer from here (vnode.a.dev, vnode.b.dev): what they run can't be proven, a dark version can't be switched there, and an undo may leave a gap; --arklet proxy asks through the API server, --proof kubernetes trusts pod status
  info: the rollout was begun by zhang

--- live
+++ planned
@@ -1,2 +1,2 @@
 spec:
-  image: biz1-1.0.1.jar
+  image: biz1-1.0.2.jar
`);
  });

  it('in Chinese, its rows in line', () => {
    const lines = planLines({ ...upgrade, maxUnavailable: 2 }, 'zh', { diff: false });
    expect(screen(lines)).toBe(`
deploy biz1 1.0.2：升级
  集群     prod-sh（https://10.0.0.1:6443），用户 zhang
  工作负载 Deployment default/biz1，10 个基座
  版本     1.0.1 → 1.0.2
  url      https://repo.example/biz1-1.0.1.jar → https://repo.example/biz1-1.0.2.jar
  策略     install-then-uninstall：两个版本可以共用一个基座，所以不会有基座缺少模块
  证明     询问基座
  确认     进入每个后续批次之前
  可用性   有超过 2 个模块停止服务或将要停止服务时，不打开批次

批次
  1/3  1 个基座  → 1/10   vnode.a.dev
  2/3  3 个基座  → 4/10   从中选：vnode.b.dev、vnode.c.dev、vnode.上海.dev、vnode.e.dev 等 5 个
  3/3  6 个基座  → 10/10  尚不可知

清单中的改动
  spec.template.spec.tolerations：之前的一次运行借用过：最后恢复 (biz1.yaml:21:7)

服务器的警告
  spec.template.spec.nodeSelector: deprecated

风险
  警告：从这里询问，10 个基座中有 2 个没有应答（vnode.a.dev、vnode.b.dev）：无法证明它们运行的内容，无法在那里切换未激活的版本，回滚也可能出现空档；--arklet proxy 通过 API server 询问，--proof kubernetes 相信 Pod 状态
  提示：发布由 zhang 开始
`);
  });

  it('of an operation: its steps, in either language', () => {
    const plan: Plan = {
      ...upgrade,
      action: 'scale',
      kind: 'settings',
      replicas: 4,
      policyReason: say('fewer-bases', 10, 4, 6),
      ...{ notes: [], risks: [], warnings: [], diff: '' },
    };
    expect(screen(linesOf(plan))).toBe(`
scale biz1 1.0.2 to 4 bases
  cluster  prod-sh (https://10.0.0.1:6443) as zhang
  workload Deployment default/biz1
  effect   10 → 4: 6 base(s) lose the module
  proof    the bases are asked
  confirm  before every further step

steps
  1/3  1 base: vnode.a.dev
  2/3  3 bases: any of vnode.b.dev, vnode.c.dev, vnode.上海.dev, vnode.e.dev and 1 more
  3/3  6 bases
`);
    expect(screen(planLines(plan, 'zh'))).toBe(`
scale biz1 1.0.2 到 4 个基座
  集群     prod-sh（https://10.0.0.1:6443），用户 zhang
  工作负载 Deployment default/biz1
  结果     10 → 4：6 个基座失去模块
  证明     询问基座
  确认     进入每个后续步骤之前

步骤
  1/3  1 个基座：vnode.a.dev
  2/3  3 个基座：从中选：vnode.b.dev、vnode.c.dev、vnode.上海.dev、vnode.e.dev 等 5 个
  3/3  6 个基座
`);
  });

  it('colours the diff', () => {
    expect(tonedScreen(linesOf(upgrade).slice(-6))).toBe(`
<dim>--- live</dim>
<dim>+++ planned</dim>
<dim>@@ -1,2 +1,2 @@</dim>
 spec:
<bad>-  image: biz1-1.0.1.jar</bad>
<good>+  image: biz1-1.0.2.jar</good>
`);
  });

  it('folds what is too much', () => {
    const batches = Array.from({ length: 40 }, (_, index) => ({
      number: index + 1,
      size: 100,
      cumulative: (index + 1) * 100,
      candidates: [],
      exact: false,
    }));
    const plan: Plan = { ...upgrade, replicas: 4000, batches };
    const lines = linesOf(plan, { mostBatches: 4, diff: false });
    expect(screen(lines.slice(9, 15))).toBe(`
batches
   1/40  100 bases  → 100/4000   not known yet
   2/40  100 bases  → 200/4000   not known yet
   3/40  100 bases  → 300/4000   not known yet
  … 37 more, the last is
  40/40  100 bases  → 4000/4000  not known yet
`);
  });

  it('that changes nothing is short', () => {
    const none: Plan = { ...upgrade, kind: 'none', batches: [], notes: [], risks: [], diff: '' };
    const lines = linesOf({ ...none, warnings: [], from: { ...upgrade.module } });
    expect(screen(lines)).toBe(`
deploy biz1 1.0.2: nothing to do
  cluster  prod-sh (https://10.0.0.1:6443) as zhang
  workload Deployment default/biz1, 10 bases
  version  1.0.2 (unchanged)
  url      https://repo.example/biz1-1.0.2.jar (unchanged)
`);
  });

  it('for a first deploy names no version to come from', () => {
    const first: Plan = { ...upgrade, kind: 'first', from: undefined, proof: 'kubernetes' };
    expect(screen(linesOf(first).slice(0, 7))).toBe(`
deploy biz1 1.0.2: first deploy
  cluster  prod-sh (https://10.0.0.1:6443) as zhang
  workload Deployment default/biz1, 10 bases
  version  1.0.2
  url      https://repo.example/biz1-1.0.2.jar
  policy   install-then-uninstall: two versions can share a base, so no base is without one
  proof    Kubernetes only, bases not asked
`);
  });

  it('is no way for a manifest to write to the terminal', () => {
    const evil: Plan = {
      ...upgrade,
      diff: '+  a: \u001B[2Jgone\u009B0m \u202Efdp\r\n',
      policyReason: say('begun-by', 'x\nfake: line'),
    };
    const text = screen(linesOf(evil));
    expect(text).toContain('+  a: gone �fdp\n');
    expect(text).toContain('install-then-uninstall: the rollout was begun by x fake: line\n');
  });
});

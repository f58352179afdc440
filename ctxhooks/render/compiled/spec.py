from ctxhooks.render.runtime import missing  # generated from templates/spec.md.j2 by tools/compile_templates.py: do not edit
name = 'spec.md.j2'

def root(context, missing=missing, environment=None):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat

    if 0: yield None
    l_0_id = resolve('id')
    l_0_quoted = resolve('quoted')
    l_0_title = resolve('title')
    l_0_t = resolve('t')
    pass
    yield '---\nid: '
    yield str((undefined(name='id') if l_0_id is missing else l_0_id))
    yield '\ntitle: '
    yield str((undefined(name='quoted') if l_0_quoted is missing else l_0_quoted))
    yield '\nstatus: pending\npriority: medium\nconventions: []\ndepends_on: []\ntags: []\n---\n# '
    yield str((undefined(name='title') if l_0_title is missing else l_0_title))
    yield '\n\n## '
    yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'spec_goal'))
    yield '\n'
    yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'new_goal'))
    yield '\n\n## '
    yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'spec_tasks'))
    yield '\n- [ ] '
    yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'new_task'))
    yield '\n\n## '
    yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'spec_decisions'))
    yield '\n\n## '
    yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'spec_notes'))
    yield '\n'

blocks = {}
debug_info = '2=16&3=18&10=20&12=22&13=24&15=26&16=28&18=30&20=32'

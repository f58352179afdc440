from ctxhooks.render.runtime import missing  # generated from templates/briefing.md.j2 by tools/compile_templates.py: do not edit
name = 'briefing.md.j2'

def root(context, missing=missing, environment=None):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat

    if 0: yield None
    l_0_t = resolve('t')
    l_0_checkpoint = resolve('checkpoint')
    l_0_groups = resolve('groups')
    l_0_lists = missing
    t_1 = environment.filters['fill']





    pass
    included_template = environment.get_template('_facts.md.j2', 'briefing.md.j2')._get_default_module(context)
    l_0_lists = getattr(included_template, 'lists', missing)
    if l_0_lists is missing:
        l_0_lists = undefined(f"the template {included_template.__name__!r} (imported on line 1 in 'briefing.md.j2') does not export the requested name 'lists'", name='lists')
    context.vars['lists'] = l_0_lists
    context.exported_vars.discard('lists')
    yield '# '
    yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'briefing_title'))
    yield '\n'
    yield str(t_1(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'briefing_intro'), session=environment.getattr((undefined(name='checkpoint') if l_0_checkpoint is missing else l_0_checkpoint), 'session_id'), time=environment.getattr((undefined(name='checkpoint') if l_0_checkpoint is missing else l_0_checkpoint), 'created_at')))
    yield '\n'
    if environment.getattr(environment.getattr((undefined(name='checkpoint') if l_0_checkpoint is missing else l_0_checkpoint), 'origin'), 'sender'):
        pass
        yield str(t_1(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'briefing_origin'), who=environment.getattr(environment.getattr((undefined(name='checkpoint') if l_0_checkpoint is missing else l_0_checkpoint), 'origin'), 'sender'), time=environment.getattr(environment.getattr((undefined(name='checkpoint') if l_0_checkpoint is missing else l_0_checkpoint), 'origin'), 'time')))
        yield '\n'
        if environment.getattr(environment.getattr((undefined(name='checkpoint') if l_0_checkpoint is missing else l_0_checkpoint), 'origin'), 'next'):
            pass
            yield str(t_1(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'session_next'), step=environment.getattr(environment.getattr((undefined(name='checkpoint') if l_0_checkpoint is missing else l_0_checkpoint), 'origin'), 'next')))
            yield '\n'
    if environment.getattr(environment.getattr((undefined(name='checkpoint') if l_0_checkpoint is missing else l_0_checkpoint), 'git'), 'branch'):
        pass
        yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'branch'))
        yield ': '
        yield str(environment.getattr(environment.getattr((undefined(name='checkpoint') if l_0_checkpoint is missing else l_0_checkpoint), 'git'), 'branch'))
        yield '\n'
    yield str(environment.call(context, (undefined(name='lists') if l_0_lists is missing else l_0_lists), (undefined(name='groups') if l_0_groups is missing else l_0_groups)))

blocks = {}
debug_info = '1=21&2=28&3=30&4=32&5=34&6=36&7=38&10=40&11=42&13=46'

from ctxhooks.render.runtime import LoopContext, missing, str_join  # generated from templates/recovery.md.j2 by tools/compile_templates.py: do not edit
name = 'recovery.md.j2'

def root(context, missing=missing, environment=None):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat

    if 0: yield None
    l_0_t = resolve('t')
    l_0_checkpoint = resolve('checkpoint')
    l_0_tasks = resolve('tasks')
    l_0_newest = resolve('newest')
    l_0_groups = resolve('groups')
    l_0_port = resolve('port')
    l_0_branch = l_0_line = l_0_lists = missing
    t_1 = environment.filters['enclosed']





    t_2 = environment.filters['fill']





    t_3 = environment.filters['length']





    pass
    included_template = environment.get_template('_facts.md.j2', 'recovery.md.j2')._get_default_module(context)
    l_0_branch = getattr(included_template, 'branch', missing)
    if l_0_branch is missing:
        l_0_branch = undefined(f"the template {included_template.__name__!r} (imported on line 1 in 'recovery.md.j2') does not export the requested name 'branch'", name='branch')
    l_0_line = getattr(included_template, 'line', missing)
    if l_0_line is missing:
        l_0_line = undefined(f"the template {included_template.__name__!r} (imported on line 1 in 'recovery.md.j2') does not export the requested name 'line'", name='line')
    l_0_lists = getattr(included_template, 'lists', missing)
    if l_0_lists is missing:
        l_0_lists = undefined(f"the template {included_template.__name__!r} (imported on line 1 in 'recovery.md.j2') does not export the requested name 'lists'", name='lists')
    context.vars.update({'branch': l_0_branch, 'line': l_0_line, 'lists': l_0_lists})
    context.exported_vars.difference_update(('branch', 'line', 'lists'))
    yield '# '
    yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'recovery_title'))
    yield '\n'
    yield str(t_2(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'recovery_intro'), time=environment.getattr((undefined(name='checkpoint') if l_0_checkpoint is missing else l_0_checkpoint), 'created_at')))
    yield '\n'
    if (not (((undefined(name='tasks') if l_0_tasks is missing else l_0_tasks) or (undefined(name='newest') if l_0_newest is missing else l_0_newest)) or (undefined(name='groups') if l_0_groups is missing else l_0_groups))):
        pass
        yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'recovery_none'))
        yield '\n'
    if environment.getattr((undefined(name='port') if l_0_port is missing else l_0_port), 'id'):
        pass
        yield '\n'
        yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'port'))
        yield ': '
        yield str(environment.getattr((undefined(name='port') if l_0_port is missing else l_0_port), 'id'))
        yield str(t_1(environment.getattr((undefined(name='port') if l_0_port is missing else l_0_port), 'title'), ' (', ')'))
        yield ', '
        yield str(environment.getattr((undefined(name='port') if l_0_port is missing else l_0_port), 'progress'))
        yield '%'
        yield str(t_1(environment.getattr((undefined(name='port') if l_0_port is missing else l_0_port), 'current_task'), str_join(('; ', environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'next'), ': ', ))))
        yield '\n'
    if (undefined(name='tasks') if l_0_tasks is missing else l_0_tasks):
        pass
        yield '\n## '
        yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'kind_task'))
        yield ' ('
        yield str(t_2(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'progress'), done=environment.getattr((undefined(name='checkpoint') if l_0_checkpoint is missing else l_0_checkpoint), 'completed_tasks'), all=(environment.getattr((undefined(name='checkpoint') if l_0_checkpoint is missing else l_0_checkpoint), 'completed_tasks') + t_3(environment.getattr((undefined(name='checkpoint') if l_0_checkpoint is missing else l_0_checkpoint), 'pending_tasks')))))
        yield ')\n'
        l_1_loop = missing
        for l_1_task, l_1_loop in LoopContext((undefined(name='tasks') if l_0_tasks is missing else l_0_tasks), undefined):
            _loop_vars = {}
            pass
            yield str((str_join((environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'current'), ': ', )) if (environment.getattr(l_1_loop, 'index') == 1) else (str_join((environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'next'), ': ', )) if (environment.getattr(l_1_loop, 'index') == 2) else '- ')))
            yield str(environment.call(context, (undefined(name='line') if l_0_line is missing else l_0_line), l_1_task, _loop_vars=_loop_vars))
            yield '\n'
        l_1_loop = l_1_task = missing
    if ((undefined(name='newest') if l_0_newest is missing else l_0_newest) or environment.getattr(environment.getattr((undefined(name='checkpoint') if l_0_checkpoint is missing else l_0_checkpoint), 'git'), 'branch')):
        pass
        yield '\n'
        for l_1_request in (undefined(name='newest') if l_0_newest is missing else l_0_newest):
            _loop_vars = {}
            pass
            yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'newest'))
            yield ': '
            yield str(environment.call(context, (undefined(name='line') if l_0_line is missing else l_0_line), l_1_request, _loop_vars=_loop_vars))
            yield '\n'
        l_1_request = missing
        yield str((environment.call(context, (undefined(name='branch') if l_0_branch is missing else l_0_branch), environment.getattr((undefined(name='checkpoint') if l_0_checkpoint is missing else l_0_checkpoint), 'git')) if environment.getattr(environment.getattr((undefined(name='checkpoint') if l_0_checkpoint is missing else l_0_checkpoint), 'git'), 'branch') else ''))
    if environment.getattr((undefined(name='checkpoint') if l_0_checkpoint is missing else l_0_checkpoint), 'folder'):
        pass
        yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'shell_folder'))
        yield ': '
        yield str(environment.getattr((undefined(name='checkpoint') if l_0_checkpoint is missing else l_0_checkpoint), 'folder'))
        yield '\n'
    yield str(environment.call(context, (undefined(name='lists') if l_0_lists is missing else l_0_lists), (undefined(name='groups') if l_0_groups is missing else l_0_groups)))

blocks = {}
debug_info = '1=36&2=49&3=51&4=53&5=55&7=57&9=60&11=69&13=72&14=77&15=80&18=84&20=87&21=90&23=95&25=96&26=98&28=102'

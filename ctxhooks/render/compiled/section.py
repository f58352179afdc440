from ctxhooks.render.runtime import LoopContext, Macro, missing, str_join  # generated from templates/section.md.j2 by tools/compile_templates.py: do not edit
name = 'section.md.j2'

def root(context, missing=missing, environment=None):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat

    if 0: yield None
    l_0_t = resolve('t')
    l_0_session = resolve('session')
    l_0_began = resolve('began')
    l_0_ports = resolve('ports')
    l_0_tasks = resolve('tasks')
    l_0_more_tasks = resolve('more_tasks')
    l_0_rules = resolve('rules')
    l_0_pending = resolve('pending')
    l_0_used = resolve('used')
    l_0_total = resolve('total')
    l_0_more_pending = resolve('more_pending')
    l_0_changes = resolve('changes')
    l_0_next = resolve('next')
    l_0_worth = resolve('worth')
    l_0_line = l_0_ticked = l_0_bar = l_0_document = missing
    t_1 = environment.filters['enclosed']





    t_2 = environment.filters['fill']





    t_3 = environment.filters['length']





    pass
    included_template = environment.get_template('_facts.md.j2', 'section.md.j2')._get_default_module(context)
    l_0_line = getattr(included_template, 'line', missing)
    if l_0_line is missing:
        l_0_line = undefined(f"the template {included_template.__name__!r} (imported on line 1 in 'section.md.j2') does not export the requested name 'line'", name='line')
    context.vars['line'] = l_0_line
    context.exported_vars.discard('line')
    included_template = environment.get_template('_parts.md.j2', 'section.md.j2')._get_default_module(context)
    l_0_ticked = getattr(included_template, 'ticked', missing)
    if l_0_ticked is missing:
        l_0_ticked = undefined(f"the template {included_template.__name__!r} (imported on line 2 in 'section.md.j2') does not export the requested name 'ticked'", name='ticked')
    context.vars['ticked'] = l_0_ticked
    context.exported_vars.discard('ticked')
    def macro(l_1_port):
        t_4 = []
        l_1_full = missing
        if l_1_port is missing:
            l_1_port = undefined("parameter 'port' was not provided", name='port')
        pass
        l_1_full = ((environment.getattr(l_1_port, 'progress') * 10) // 100)
        t_4.extend((
            ' [',
            str(('█' * (undefined(name='full') if l_1_full is missing else l_1_full))),
            str(('░' * (10 - (undefined(name='full') if l_1_full is missing else l_1_full)))),
            '] ',
            str(environment.getattr(l_1_port, 'done')),
            '/',
            str(t_3(environment.getattr(l_1_port, 'tasks'))),
        ))
        return concat(t_4)
    context.exported_vars.add('bar')
    context.vars['bar'] = l_0_bar = Macro(environment, macro, 'bar', ('port',), False, False, False, context.eval_ctx.autoescape)
    def macro(l_1_item):
        t_5 = []
        if l_1_item is missing:
            l_1_item = undefined("parameter 'item' was not provided", name='item')
        pass
        t_5.extend((
            str(environment.getitem((undefined(name='t') if l_0_t is missing else l_0_t), str_join(('category_', environment.getattr(l_1_item, 'category'), )))),
            ' ',
            str(environment.getattr(l_1_item, 'name')),
        ))
        return concat(t_5)
    context.exported_vars.add('document')
    context.vars['document'] = l_0_document = Macro(environment, macro, 'document', ('item',), False, False, False, context.eval_ctx.autoescape)
    yield '## '
    yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'section_title'))
    yield '\n'
    if (undefined(name='session') if l_0_session is missing else l_0_session):
        pass
        yield '- '
        yield str(t_2(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'section_session'), session=(undefined(name='session') if l_0_session is missing else l_0_session)))
        yield str((str_join((', ', t_2(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'section_since'), age=(undefined(name='began') if l_0_began is missing else l_0_began)), )) if (undefined(name='began') if l_0_began is missing else l_0_began) else ''))
        yield '\n'
    for l_1_port in (undefined(name='ports') if l_0_ports is missing else l_0_ports):
        _loop_vars = {}
        pass
        yield '- '
        yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'port'))
        yield ' '
        yield str(environment.getattr(l_1_port, 'id'))
        yield str(t_1(environment.getattr(l_1_port, 'title'), ': '))
        yield str((environment.call(context, (undefined(name='bar') if l_0_bar is missing else l_0_bar), l_1_port, _loop_vars=_loop_vars) if environment.getattr(l_1_port, 'tasks') else ''))
        yield '\n'
    l_1_port = missing
    l_1_loop = missing
    for l_1_task, l_1_loop in LoopContext((undefined(name='tasks') if l_0_tasks is missing else l_0_tasks), undefined):
        l_1_current = resolve('current')
        l_1_done = resolve('done')
        l_1_all = resolve('all')
        l_1_first = missing
        _loop_vars = {}
        pass
        l_1_first = ((undefined(name='current') if l_1_current is missing else l_1_current) and environment.getattr(l_1_loop, 'first'))
        _loop_vars['first'] = l_1_first
        yield '- '
        yield str((environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'current') if (undefined(name='first') if l_1_first is missing else l_1_first) else environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'open')))
        yield ': '
        yield str(l_1_task)
        yield str((str_join((' (', t_2(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'progress'), done=(undefined(name='done') if l_1_done is missing else l_1_done), all=(undefined(name='all') if l_1_all is missing else l_1_all)), ')', )) if (undefined(name='first') if l_1_first is missing else l_1_first) else ''))
        yield '\n'
    l_1_loop = l_1_task = l_1_current = l_1_first = l_1_done = l_1_all = missing
    if (undefined(name='more_tasks') if l_0_more_tasks is missing else l_0_more_tasks):
        pass
        yield '- '
        yield str(t_2(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'section_more'), n=(undefined(name='more_tasks') if l_0_more_tasks is missing else l_0_more_tasks)))
        yield '\n'
    if ((undefined(name='rules') if l_0_rules is missing else l_0_rules) or (undefined(name='pending') if l_0_pending is missing else l_0_pending)):
        pass
        yield '\n### '
        yield str(t_2(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'section_loaded'), used=(undefined(name='used') if l_0_used is missing else l_0_used), total=(undefined(name='total') if l_0_total is missing else l_0_total)))
        yield '\n'
        for (l_1_item, l_1_path) in (undefined(name='rules') if l_0_rules is missing else l_0_rules):
            _loop_vars = {}
            pass
            yield '- '
            yield str(environment.call(context, (undefined(name='document') if l_0_document is missing else l_0_document), l_1_item, _loop_vars=_loop_vars))
            yield ', '
            yield str(environment.getattr(l_1_item, 'tokens'))
            yield str((str_join((': @', l_1_path, )) if l_1_path else ''))
            yield '\n'
        l_1_item = l_1_path = missing
        for l_1_item in (undefined(name='pending') if l_0_pending is missing else l_0_pending):
            _loop_vars = {}
            pass
            yield '- '
            yield str(t_2(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'section_pending'), kind=environment.getitem((undefined(name='t') if l_0_t is missing else l_0_t), str_join(('category_', environment.getattr(l_1_item, 'category'), ))), name=environment.getattr(l_1_item, 'name'), tokens=environment.getattr(l_1_item, 'tokens')))
            yield '\n'
        l_1_item = missing
        if (undefined(name='more_pending') if l_0_more_pending is missing else l_0_more_pending):
            pass
            yield '- '
            yield str(t_2(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'section_more_pending'), n=(undefined(name='more_pending') if l_0_more_pending is missing else l_0_more_pending)))
            yield '\n'
    if (undefined(name='changes') if l_0_changes is missing else l_0_changes):
        pass
        yield '\n### '
        yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'section_changes'))
        yield '\n'
        for (l_1_fact, l_1_age) in (undefined(name='changes') if l_0_changes is missing else l_0_changes):
            _loop_vars = {}
            pass
            yield '- '
            yield str(environment.call(context, (undefined(name='line') if l_0_line is missing else l_0_line), l_1_fact, _loop_vars=_loop_vars))
            yield ', '
            yield str(l_1_age)
            yield '\n'
        l_1_fact = l_1_age = missing
    yield '\n### '
    yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'section_guide'))
    yield '\n'
    for (l_1_port, l_1_task) in (undefined(name='next') if l_0_next is missing else l_0_next):
        _loop_vars = {}
        pass
        yield '- '
        yield str(t_2(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'section_next'), port=l_1_port, task=l_1_task))
        yield '\n'
    l_1_port = l_1_task = missing
    if (undefined(name='worth') if l_0_worth is missing else l_0_worth):
        pass
        yield '- '
        yield str(t_2(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'section_worth'), name=(undefined(name='worth') if l_0_worth is missing else l_0_worth)))
        yield '\n'
    yield '- `pal context status`: '
    yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'guide_status'))
    yield '\n'
    if (undefined(name='ports') if l_0_ports is missing else l_0_ports):
        pass
        yield '- `pal port task '
        yield str(environment.getattr(environment.getitem((undefined(name='ports') if l_0_ports is missing else l_0_ports), 0), 'id'))
        yield ' N --done`: '
        yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'command_task'))
        yield '\n- `pal port end '
        yield str(environment.getattr(environment.getitem((undefined(name='ports') if l_0_ports is missing else l_0_ports), 0), 'id'))
        yield '`: '
        yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'command_end'))
        yield '\n'

blocks = {}
debug_info = '1=44&2=50&3=56&4=62&5=65&7=75&8=81&10=89&11=91&12=94&14=97&15=101&17=109&18=116&19=119&21=125&22=128&24=130&26=133&27=135&28=139&30=145&31=149&33=152&34=155&37=157&39=160&40=162&41=166&45=172&46=174&47=178&49=181&50=184&52=187&53=189&54=192&55=196'

from ctxhooks.render.runtime import Macro, missing, str_join  # generated from templates/session.md.j2 by tools/compile_templates.py: do not edit
name = 'session.md.j2'

def root(context, missing=missing, environment=None):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat

    if 0: yield None
    l_0_t = resolve('t')
    l_0_id = resolve('id')
    l_0_updated = resolve('updated')
    l_0_spec = resolve('spec')
    l_0_work = resolve('work')
    l_0_use = resolve('use')
    l_0_next = resolve('next')
    l_0_pending = resolve('pending')
    l_0_completed = resolve('completed')
    l_0_artifacts = resolve('artifacts')
    l_0_listed = missing
    t_1 = environment.filters['fill']





    t_2 = environment.filters['length']





    pass
    def macro(l_1_heading, l_1_all, l_1_items):
        t_3 = []
        if l_1_heading is missing:
            l_1_heading = undefined("parameter 'heading' was not provided", name='heading')
        if l_1_all is missing:
            l_1_all = undefined("parameter 'all' was not provided", name='all')
        if l_1_items is missing:
            l_1_items = undefined("parameter 'items' was not provided", name='items')
        pass
        if l_1_items:
            pass
            t_3.extend((
                str(t_1(l_1_heading, n=l_1_all)),
                '\n',
            ))
            for l_2_item in l_1_items:
                _loop_vars = {}
                pass
                t_3.extend((
                    '- ',
                    str(l_2_item),
                    '\n',
                ))
            l_2_item = missing
            if (l_1_all > t_2(l_1_items)):
                pass
                t_3.extend((
                    '- ',
                    str(t_1(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'session_more'), n=(l_1_all - t_2(l_1_items)))),
                    '\n',
                ))
        return concat(t_3)
    context.exported_vars.add('listed')
    context.vars['listed'] = l_0_listed = Macro(environment, macro, 'listed', ('heading', 'all', 'items'), False, False, False, context.eval_ctx.autoescape)
    yield '# '
    yield str(t_1(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'session_title'), id=(undefined(name='id') if l_0_id is missing else l_0_id)))
    yield '\n'
    yield str(t_1(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'session_updated'), time=(undefined(name='updated') if l_0_updated is missing else l_0_updated)))
    yield '\n'
    if (undefined(name='spec') if l_0_spec is missing else l_0_spec):
        pass
        yield str(t_1(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'session_spec'), spec=(undefined(name='spec') if l_0_spec is missing else l_0_spec)))
        yield '\n'
    yield str(t_1(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'session_phase'), phase=environment.getitem((undefined(name='t') if l_0_t is missing else l_0_t), str_join(('session_phase_', environment.getattr((undefined(name='work') if l_0_work is missing else l_0_work), 'phase'), )))))
    yield '\n'
    if environment.getattr((undefined(name='use') if l_0_use is missing else l_0_use), 'total'):
        pass
        yield str(t_1(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'session_use'), used=environment.getattr((undefined(name='use') if l_0_use is missing else l_0_use), 'used'), total=environment.getattr((undefined(name='use') if l_0_use is missing else l_0_use), 'total'), percent=environment.getattr((undefined(name='use') if l_0_use is missing else l_0_use), 'percent')))
        yield '\n'
    if (undefined(name='next') if l_0_next is missing else l_0_next):
        pass
        yield str(t_1(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'session_next'), step=(undefined(name='next') if l_0_next is missing else l_0_next)))
        yield '\n'
    yield str(environment.call(context, (undefined(name='listed') if l_0_listed is missing else l_0_listed), environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'session_pending'), t_2(environment.getattr((undefined(name='work') if l_0_work is missing else l_0_work), 'pending')), (undefined(name='pending') if l_0_pending is missing else l_0_pending)))
    yield str(environment.call(context, (undefined(name='listed') if l_0_listed is missing else l_0_listed), environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'session_completed'), t_2(environment.getattr((undefined(name='work') if l_0_work is missing else l_0_work), 'completed')), (undefined(name='completed') if l_0_completed is missing else l_0_completed)))
    yield str(environment.call(context, (undefined(name='listed') if l_0_listed is missing else l_0_listed), environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'session_artifacts'), t_2(environment.getattr((undefined(name='work') if l_0_work is missing else l_0_work), 'artifacts')), (undefined(name='artifacts') if l_0_artifacts is missing else l_0_artifacts)))

blocks = {}
debug_info = '1=34&2=43&3=46&4=49&5=54&7=58&8=62&12=69&13=71&14=73&15=75&17=77&18=79&19=81&21=83&22=85&24=87&25=88&26=89'

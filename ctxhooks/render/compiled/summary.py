from ctxhooks.render.runtime import LoopContext, missing  # generated from templates/summary.md.j2 by tools/compile_templates.py: do not edit
name = 'summary.md.j2'

def root(context, missing=missing, environment=None):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat

    if 0: yield None
    l_0_title = resolve('title')
    l_0_parts = resolve('parts')
    l_0_tail = resolve('tail')
    t_1 = environment.filters['enclosed']





    pass
    yield '# '
    yield str((undefined(name='title') if l_0_title is missing else l_0_title))
    yield '\n'
    l_1_loop = missing
    for l_1_part, l_1_loop in LoopContext((undefined(name='parts') if l_0_parts is missing else l_0_parts), undefined):
        _loop_vars = {}
        pass
        yield '\n'
        if environment.getattr(l_1_part, 'gap'):
            pass
            yield str(t_1(environment.getattr(l_1_part, 'name'), '', ': '))
            l_2_loop = missing
            for l_2_item, l_2_loop in LoopContext(environment.getattr(l_1_part, 'items'), undefined):
                _loop_vars = {}
                pass
                yield str((t_1(l_2_item, '`', '`') if environment.getattr(l_1_part, 'code') else l_2_item))
                yield str(('' if environment.getattr(l_2_loop, 'last') else environment.getattr(l_1_part, 'gap')))
            l_2_loop = l_2_item = missing
            yield '\n'
        else:
            pass
            if environment.getattr(l_1_part, 'name'):
                pass
                yield str(environment.getattr(l_1_part, 'name'))
                yield ':\n'
            for l_2_item in environment.getattr(l_1_part, 'items'):
                _loop_vars = {}
                pass
                yield '- '
                yield str(l_2_item)
                yield '\n'
            l_2_item = missing
    l_1_loop = l_1_part = missing
    if (undefined(name='tail') if l_0_tail is missing else l_0_tail):
        pass
        yield '\n'
        yield str((undefined(name='tail') if l_0_tail is missing else l_0_tail))
        yield '\n'

blocks = {}
debug_info = '1=21&2=24&4=28&5=30&8=41&9=43&11=45&12=49&16=53&18=56'

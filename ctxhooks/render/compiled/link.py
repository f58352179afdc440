from ctxhooks.render.runtime import missing  # generated from templates/link.md.j2 by tools/compile_templates.py: do not edit
name = 'link.md.j2'

def root(context, missing=missing, environment=None):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat

    if 0: yield None
    l_0_text = resolve('text')
    l_0_path = resolve('path')
    pass
    yield '['
    yield str((undefined(name='text') if l_0_text is missing else l_0_text))
    yield ']('
    yield str((undefined(name='path') if l_0_path is missing else l_0_path))
    yield ')'

blocks = {}
debug_info = '1=14'

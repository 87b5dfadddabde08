"""Imports that may not happen, or whose failure is put up with: functions, conditions, handlers, calls, an early end."""

CASES = {
    "inside_a_function": """
# shop/__init__.py
# shop/a.py
from shop.b import B
class A: pass
# shop/b.py
class B:
    def a(self):
        from shop.a import A
        return A()
""",
    "a_function_that_is_called_at_once": """
# shop/__init__.py
# shop/a.py
from shop.b import B
class A: pass
# shop/b.py
def load():
    from shop.a import A
    return A
class B: pass
load()
""",
    "a_call_that_loads_the_other_first": """
# shop/__init__.py
# shop/tools.py
def prepare():
    import shop.b
# shop/e.py
from shop.tools import prepare
prepare()
from shop.a import A
from shop import f
class E: pass
# shop/f.py
def f():
    pass
from shop.e import E
# shop/a.py
from shop.b import B
class A: pass
# shop/b.py
class B: pass
from shop.a import A
""",
    "type_checking": """
# shop/__init__.py
# shop/a.py
from shop.b import B
class A: pass
# shop/b.py
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from shop.a import A
class B:
    a: "A"
""",
    "type_checking_and_else": """
# shop/__init__.py
# shop/a.py
from shop.b import B
class A: pass
# shop/b.py
import typing
if typing.TYPE_CHECKING:
    A = None
else:
    from shop.a import A
class B: pass
""",
    "a_guarded_import": """
# shop/__init__.py
# shop/a.py
from shop.b import B
class A: pass
# shop/b.py
try:
    from shop.a import A
except ImportError:
    A = None
class B: pass
""",
    "guarded_further_up": """
# shop/__init__.py
try:
    from shop.a import A
except ImportError:
    A = None
# shop/a.py
from shop.b import B
class A: pass
# shop/b.py
from shop.a import A
class B: pass
""",
    "try_finally_guards_nothing": """
# shop/__init__.py
# shop/a.py
from shop.b import B
class A: pass
# shop/b.py
try:
    from shop.a import A
finally:
    B = 1
""",
    "main_block": """
# shop/__init__.py
# shop/a.py
class A: pass
if __name__ == "__main__":
    from shop.b import B
# shop/b.py
from shop.a import A
class B: pass
""",
    "suppressed": """
# shop/__init__.py
# shop/a.py
import contextlib
with contextlib.suppress(ImportError):
    from shop.b import B
class A: pass
# shop/b.py
from shop.a import A
class B: pass
""",
    "dynamic_import": """
# shop/__init__.py
# shop/a.py
import importlib
importlib.import_module("shop.b")
from shop.b import B
class A: pass
# shop/b.py
from shop.c import C
class B: pass
# shop/c.py
class C: pass
from shop.b import B
""",
    "stops_before": """
# shop/__init__.py
# shop/a.py
from shop.b import B
class A: pass
# shop/b.py
class B: pass
raise ValueError("moved")
from shop.a import A
""",
}

"""Circles of every shape: which import, of which module or package, comes back, and to what."""

CASES = {
    "names_both_ways": """
# shop/__init__.py
# shop/a.py
from shop.b import B
class A: pass
# shop/b.py
from shop.a import A
class B: pass
""",
    "name_is_there_in_time": """
# shop/__init__.py
# shop/a.py
class A: pass
from shop.b import B
# shop/b.py
from shop.a import A
class B: pass
""",
    "modules_both_ways": """
# shop/__init__.py
# shop/a.py
import shop.b
class A: pass
# shop/b.py
import shop.a
class B: pass
""",
    "import_as": """
# shop/__init__.py
# shop/a.py
import shop.b as b
class A: pass
# shop/b.py
import shop.a as a
class B:
    def a(self):
        return a.A()
""",
    "import_as_and_read": """
# shop/__init__.py
# shop/a.py
import shop.b as b
class A: pass
# shop/b.py
import shop.a as a
class B(a.A): pass
""",
    "from_package_import_module": """
# shop/__init__.py
# shop/a.py
from . import b
class A: pass
# shop/b.py
from . import a
def f(): return a.A
""",
    "package_attribute_before_it_is_set": """
# shop/__init__.py
# shop/a.py
import shop.b
class A: pass
# shop/b.py
import shop.a
class B(shop.a.A): pass
""",
    "module_attribute_is_set_behind": """
# shop/__init__.py
# shop/a.py
class A: pass
import shop.b
# shop/b.py
import shop.a
class B(shop.a.A): pass
""",
    "package_takes_from_its_modules": """
# shop/__init__.py
from .orders import Order
from .users import User
# shop/orders.py
from shop import User
class Order: pass
# shop/users.py
class User: pass
""",
    "package_takes_in_good_order": """
# shop/__init__.py
from .users import User
from .orders import Order
# shop/orders.py
from shop import User
class Order: pass
# shop/users.py
class User: pass
""",
    "package_makes_the_circle_harmless": """
# shop/__init__.py
from shop.b import B
# shop/a.py
from shop.b import B
class A: pass
# shop/b.py
class B: pass
from shop.a import A
""",
    "namespace_package": """
# ns/part/a.py
from ns.part.b import B
class A: pass
# ns/part/b.py
from ns.part.a import A
class B: pass
""",
    "relative_beyond_two_levels": """
# shop/__init__.py
# shop/top.py
from .x.y.deep import Deep
class Top: pass
# shop/x/__init__.py
# shop/x/y/__init__.py
# shop/x/y/deep.py
from ...top import Top
class Deep: pass
""",
    "three_modules": """
# shop/__init__.py
# shop/a.py
from .b import B
class A: pass
# shop/b.py
from .c import C
class B: pass
# shop/c.py
from .a import A
class C: pass
""",
    "package_above_runs_first": """
# shop/__init__.py
# shop/x/__init__.py
from shop.y import Y
class X: pass
# shop/x/leaf.py
class Leaf: pass
# shop/y.py
from shop.x.leaf import Leaf
from shop.x import X
class Y: pass
""",
    "a_script_beside": """
# one.py
from two import Two
class One: pass
# two.py
from one import One
class Two: pass
""",
    "a_name_and_a_module_of_one_name": """
# shop/__init__.py
from shop.config import config
# shop/config.py
from shop.user import use
config = {}
# shop/user.py
from shop import config
def use(): return config
""",
}

"""Plain PyTorch classes as recipes: their constructor's whole numbers become symbols."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, get_type_hints

from torch import nn

from symparams.errors import BadConfigError, shown, unknown
from symparams.models.tracing.naming import symbols_for
from symparams.models.tracing.numbers import TracedInt
from symparams.models.tracing.sources import Field, Numbers, Recipe


def module_recipe(code: Callable[..., Any], arguments: Mapping[str, int], name: str) -> Recipe:
    """The recipe of ``code(**arguments)``, a class or a function that builds a module.

    Whole numbers among the constructor's defaults become symbols too. A parameter that is
    itself a module (``decoder_layer`` of ``TransformerDecoder``) is built from those arguments
    that its own class takes.
    """
    plan = _plan(code, arguments, name)
    own = symbols_for(plan.numbers)
    made = tuple(
        Field(
            path,
            own[path],
            value,
            f"{path} given" if path in arguments else f"the default of {name}",
            is_default=path not in arguments,
        )
        for path, value in plan.numbers.items()
        if value > 0
    )

    def build(numbers: Numbers) -> Any:
        return plan.build({**plan.numbers, **numbers})

    def symbolic(numbers: Numbers) -> Any:
        at = {f.path: TracedInt(numbers.get(f.path, f.value), f.symbol) for f in made}
        return plan.build({**plan.numbers, **at})

    def at(numbers: Numbers) -> Recipe:
        return module_recipe(code, {**arguments, **numbers}, name)

    cls = code if isinstance(code, type) else _marker(code)
    return Recipe(name, name, cls, made, build, symbolic, at)


class _Plan:
    """A constructor, its whole numbers, and the constructors of modules that it takes."""

    def __init__(self, code: Callable[..., Any], numbers: dict[str, int]) -> None:
        self.code = code
        self.numbers = numbers
        self.inner: dict[str, _Plan] = {}
        self.own: set[str] = set()

    def build(self, numbers: Mapping[str, int]) -> Any:
        """The module at ``numbers``."""
        modules = {name: plan.build(numbers) for name, plan in self.inner.items()}
        return self.code(**modules, **{k: v for k, v in numbers.items() if k in self.own})


def _plan(code: Callable[..., Any], arguments: Mapping[str, int], name: str) -> _Plan:
    try:
        parameters = inspect.signature(code).parameters
    except (TypeError, ValueError):
        raise BadConfigError(f"{name} does not say which arguments it takes") from None
    plan = _Plan(code, {})
    takes_any = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
    hints = _hints(code)
    for key, parameter in parameters.items():
        if parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
            continue
        hint = hints.get(key)
        if key in arguments:
            plan.numbers[key] = arguments[key]
            plan.own.add(key)
        elif type(parameter.default) is int:
            plan.numbers[key] = parameter.default
            plan.own.add(key)
        elif parameter.default is parameter.empty:
            if not (isinstance(hint, type) and issubclass(hint, nn.Module)):
                raise BadConfigError(f"{name} needs a number for {key}; give --arg {key}=INT")
            inner = {k: v for k, v in arguments.items() if k in inspect.signature(hint).parameters}
            plan.inner[key] = _plan(hint, inner, f"{key} of {name}")
    for inner_plan in plan.inner.values():
        plan.numbers = {**inner_plan.numbers, **plan.numbers}
    for key, value in arguments.items():
        if key not in plan.numbers and takes_any:
            plan.numbers[key] = value
            plan.own.add(key)
        elif key not in plan.numbers:
            raise unknown(f"argument of {shown(name)}", key, [k for k in parameters if k != "self"])
    return plan


def _hints(code: Callable[..., Any]) -> dict[str, Any]:
    target = vars(code).get("__init__", code) if isinstance(code, type) else code
    try:
        return get_type_hints(target)
    except (NameError, TypeError, AttributeError):
        return {}


def _marker(code: Callable[..., Any]) -> type:
    """A class in the function's module, for finding the code that builds."""
    return type("Built", (), {"__module__": getattr(code, "__module__", "__main__")})

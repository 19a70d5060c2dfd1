# SPDX-License-Identifier: EUPL-1.2
"""The commands, listed by hand, and how wrong usage is explained."""

from __future__ import annotations

import gettext
import re
import sys
from typing import TYPE_CHECKING, Any

from leaflet.problems import say
from leaflet.system.words import nearest
from leaflet.texts.messages import _, translate

# Typer binds gettext.gettext when it is imported: its few words come from our catalogue.
gettext.gettext = _  # type: ignore[assignment]  # same use, other parameter name

import typer  # noqa: E402  (see above)
from typer._click.exceptions import (  # noqa: E402  (Typer exports no usage errors)
    BadOptionUsage,
    BadParameter,
    MissingParameter,
    NoSuchOption,
    UsageError,
)
from typer.core import TyperArgument, TyperCommand, TyperGroup  # noqa: E402

from leaflet.cli import (  # noqa: E402
    acts,
    aids,
    attach,
    build,
    bundle,
    changes,
    clean,
    context,
    doctor,
    explain,
    find,
    init,
    migrate,
    preview,
    printing,
    schema,
    serve,
    sign,
    site,
    status,
    texts,
    validate,
    verify,
    watch,
)
from leaflet.cli.contacts import group as contacts  # noqa: E402
from leaflet.cli.examples import EXAMPLES  # noqa: E402
from leaflet.cli.exit_codes import INTERRUPTED, WRONG_USAGE  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leaflet.problems import Message

_QUOTED = re.compile("'(.*?)'")
"""What was typed, in Typer's sentence about a choice."""
_TOO_MUCH = re.compile(r"unexpected extra argument\(s\) \((.*)\)")
TYPER_WORDS = (_("Arguments"), _("Options"), _("Commands"), _("required"),
               _("default: {default}"),
               _("[OPTIONS]"), _("COMMAND [ARGS]..."),
               _("Install completion for the current shell."),
               _("Show completion for the current shell, to copy it or customize the "
                 "installation."))  # fmt: skip
"""Typer's own words, named here so that the catalogue has them."""
MAY_BE_EMPTY = {"serves", *("ufficio", "referente", "telefono", "email", "link"),
                *("indirizzo", "cap", "sede", "note"), *("ente", "lingue", "base_url"),
                *("dal", "al", "fino_a", "ricontrolla")}  # fmt: skip
"""Options of commands that change a record: an empty value takes away what is there."""
_NO_BRACES = str.maketrans("", "", "{}")
METAVARS = (_("ADDRESS"), _("CODE"), _("CODE,…"), _("CODE=PERCENT"), _("DATE"), _("DATE|CODE"),
            _("DIR"), _("DIR|FILE"), _("MONTH"), _("NAME"), _("NEW"), _("OLD"), _("OUT"),
            _("PERCENT"), _("TEXT"), _("YEAR"))  # fmt: skip
"""What stands for values in help, named here for the same reason."""


class _EmptyError(BadParameter):
    """A value was given that is empty, as a variable of a script is that nobody has set."""


class _TwiceError(BadParameter):
    """An option that has one value was given two: the first would be lost."""


class _NoSuchCommandError(UsageError):
    """There is no such command; `near` is how one is called that is written like it."""

    def __init__(self, name: str, near: str | None, ctx: Any) -> None:  # noqa: ANN401  (Typer's)
        super().__init__(name, ctx=ctx)
        self.near = near


class _Spoken:
    """Help in the user's language where Typer has only English; nothing empty is taken for none."""

    def parse_args(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401  (Typer's own types)
        given, _rest, order = self.make_parser(ctx).parse_args(args=list(args))  # type: ignore[attr-defined]
        for parameter in {one for one in order if order.count(one) > 1}:
            is_switch = getattr(parameter, "is_flag", False)
            if not (parameter.multiple or is_switch or ctx.resilient_parsing):
                raise _TwiceError("", ctx=ctx, param=parameter)
        for parameter in self.params:  # type: ignore[attr-defined]
            value = given.get(parameter.name)
            values = value if isinstance(value, list | tuple) else [value]
            is_empty = any(isinstance(one, str) and not one.strip() for one in values)
            if is_empty and parameter.name not in MAY_BE_EMPTY and not ctx.resilient_parsing:
                raise _EmptyError("", ctx=ctx, param=parameter)
        return super().parse_args(ctx, args)  # type: ignore[misc]

    def format_usage(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401  (Typer's own types)
        pieces = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]
        # Typer puts what is required in braces, which elsewhere mean a choice.
        usage = " ".join(piece and _(piece).translate(_NO_BRACES) for piece in pieces)
        formatter.write_usage(ctx.command_path, usage, prefix=_("Usage: "))

    def get_params(self, ctx: Any) -> Any:  # noqa: ANN401  (Typer's own types)
        parameters = super().get_params(ctx)  # type: ignore[misc]
        for parameter in parameters:
            parameter.help = parameter.help and _(parameter.help)
        return parameters

    def get_help_option(self, ctx: Any) -> Any:  # noqa: ANN401  (Typer's own types)
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = _("Show this help and exit.")
        return option


def _path_of(ctx: Any) -> str:  # noqa: ANN401  (Typer's own types)
    """Return the names of a command behind the program's, with a space after each."""
    return "".join(f"{name} " for name in ctx.command_path.split()[1:])


class _Group(_Spoken, TyperGroup):
    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401  (Typer's types)
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            near = nearest(args[0], self.list_commands(ctx), cutoff=0.6)
            raise _NoSuchCommandError(args[0], near, ctx)
        return super().resolve_command(ctx, args)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401  (Typer's types)
        formatter.write_paragraph()
        line = translate(say("leaflet help {path}COMMAND says more of one", path=_path_of(ctx)))
        formatter.write_text(line)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401  (Typer's types)
        if ctx.parent is not None:
            super().format_commands(ctx, formatter)
            return
        for title, names in SECTIONS:
            with formatter.section(_(title)):
                width = formatter.width - 12
                formatter.write_dl(
                    [(name, self.commands[name].get_short_help_str(width)) for name in names]
                )


def _nothing(ctx: Any) -> None:  # noqa: ANN401  (Typer's own types and call)
    """Stand for the type of an argument in help: its name says more to people."""


class _Command(_Spoken, TyperCommand):
    def format_epilog(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401  (Typer's types)
        known = EXAMPLES[_path_of(ctx).strip()]
        with formatter.section(_("Examples")):
            for line in known.lines:
                formatter.write(f"{' ' * formatter.current_indent}leaflet {line}\n")
        if known.guide:
            formatter.write_paragraph()
            formatter.write_text(translate(say("More in {file}", file=known.guide)))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  (Typer's own)
        super().__init__(*args, **kwargs)
        for parameter in self.params:
            parameter.metavar = parameter.metavar and _(parameter.metavar)
            if isinstance(parameter, TyperArgument):
                parameter.display_type_rich = _nothing  # type: ignore[method-assign]  # only here


class _Writer(_Command):
    """A command that changes the list: never the one that came with the program."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401  (Typer's own types)
        ctx.obj.must_be_chosen()
        return super().invoke(ctx)


SECTIONS = (
    (_("To make leaflets"),
     ("init", "migrate", "build", "status", "watch", "clean", "print", "sign")),
    (_("To keep the list true"),
     ("contacts", "aids", "acts", "texts", "validate", "explain", "changes", "schema")),
    (_("To hand them out, with an act or on a portal"),
     ("attach", "verify", "site", "serve", "bundle")),
    (_("To look things up"), ("find", "preview", "doctor")),
)  # fmt: skip
"""The commands, by what people come for."""
app = typer.Typer(
    cls=_Group,
    help=_("Leaflets «Cosa fare in caso di sfratto», from one checked list of contacts."),
    rich_markup_mode=None,
    no_args_is_help=True,
    suggest_commands=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.callback()(context.options)
for _name, _function, _help in (
    ("init", init.init, _("Begin the list of a territory, with its Comuni.")),
    ("migrate", migrate.migrate, _("Bring a folder of an older version up to date.")),
    ("build", build.build, _("Make the leaflets that are missing or out of date.")),
    ("status", status.status, _("Say which leaflets are out of date, and why.")),
    ("watch", watch.watch, _("Build, then build again whenever something is saved.")),
    ("clean", clean.clean, _("Remove the leaflets that were made; the history stays.")),
    ("changes", changes.changes, _("Say what changed in the list, in sentences.")),
    ("site", site.site, _("Make the portal: pages, leaflets and open data.")),
    ("serve", serve.serve, _("Show the portal here, made again at every save.")),
    ("verify", verify.verify, _("Say whether a sheet, or the code printed on it, is current.")),
    ("bundle", bundle.bundle, _("Put all that a group needs into one ZIP file.")),
    ("sign", sign.sign, _("Sign PDFs digitally.")),
    ("validate", validate.validate, _("Check contacts and texts, and say how to mend them.")),
    ("explain", explain.explain, _("Show the manual page of a rule.")),
    ("find", find.find, _("Say whom to call in a Comune, and which leaflet is for it.")),
    ("attach", attach.attach, _("Put the right sheet into a copy of a notice, or of many.")),
    ("preview", preview.preview, _("Show a leaflet as text in the terminal.")),
    ("print", printing.print_leaflets, _("Make files and tickets for the print shop.")),
    ("schema", schema.schema, _("Print the JSON Schema of the list, for editors.")),
    ("doctor", doctor.doctor, _("Check that this machine can make leaflets.")),
):
    app.command(_name, help=_help, cls=_Command)(_function)
for _name, _module, _help in (
    ("contacts", contacts, _("Keep the list of contacts true.")),
    ("aids", aids, _("Keep the aids true that people can ask for.")),
    ("texts", texts, _("Have translations reviewed by people of that mother tongue.")),
    ("acts", acts, _("Count eviction acts: numbers alone, never people.")),
):
    _group = typer.Typer(
        cls=_Group,
        help=_help,
        rich_markup_mode=None,
        no_args_is_help=True,
        suggest_commands=False,
    )
    for _command, _function, _text in _module.COMMANDS:
        _kind = _Command if _command in _module.LOOKING else _Writer
        _group.command(_command, help=_text, cls=_kind)(_function)
    app.add_typer(_group, name=_name)
program = typer.main.get_command(app)
"""All of that, put together once: Typer would do it again for each command line."""


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code."""
    if arguments[:1] == ["help"]:
        arguments = [*arguments[1:], "--help"]
    try:
        code = program(list(arguments), prog_name="leaflet", standalone_mode=False)
    except UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            sys.stdout.write(error.format_message() + "\n")
        else:
            sys.stderr.write(_explain_usage(error))
        return WRONG_USAGE
    except typer.Abort as left:
        return _say_left(left)
    return int(code or 0)


def _say_left(left: typer.Abort) -> int:
    """Say what became of a run that was left at a question, all of which come before writing."""
    message = say("nothing was written")
    sys.stderr.write(f"\nleaflet: {translate(message)}\n")
    return INTERRUPTED if isinstance(left.__context__, KeyboardInterrupt) else 1


def _explain_usage(error: UsageError) -> str:
    command = error.ctx.command_path if error.ctx else "leaflet"
    hint = say("«{command} --help» shows what it takes", command=command)
    if near := _nearest_right(error):
        hint = say("did you mean {name}?", name=near)
    if _TOO_MUCH.search(error.message):
        hint = say('{hint}; a value with spaces goes in quotes: "Via Roma, 1"', hint=hint)
    help_line = translate(say("help: {hint}", hint=hint))
    return f"leaflet: {translate(_reason(error))}\n{help_line}\n"


def _nearest_right(error: UsageError) -> str | None:
    """Return what is written like what was typed, and right in its place."""
    if isinstance(error, _NoSuchCommandError):
        return error.near
    if isinstance(error, NoSuchOption):
        known = [name for one in error.ctx.command.params for name in one.opts] if error.ctx else []
        return nearest(error.option_name, known, cutoff=0.6)
    typed = _QUOTED.search(error.message)
    return nearest(typed[1], _choices(error), cutoff=0.6) if typed else None


def _choices(error: UsageError) -> Sequence[str]:
    described = getattr(getattr(error, "param", None), "type_descriptor", None)
    return getattr(described, "choices", None) or ()


def _reason(error: UsageError) -> Message:
    match error:
        case _NoSuchCommandError():
            reason = say("there is no command {name}", name=error.message)
        case MissingParameter():
            reason = say("{name} is missing", name=_parameter(error))
        case NoSuchOption():
            reason = say("there is no option {name}", name=error.option_name)
        case BadParameter():
            reason = _not_allowed(error)
        case BadOptionUsage():
            reason = say("{name} needs a value", name=error.option_name)
        case _ if extra := _TOO_MUCH.search(error.message):
            reason = say("«{words}» is too much", words=extra[1])
        case _:
            reason = say("{reason}", reason=error.message)
    return reason


def _not_allowed(error: BadParameter) -> Message:
    name = _parameter(error)
    if isinstance(error, _TwiceError):
        return say("{name} is there twice: one value only", name=name)
    if isinstance(error, _EmptyError):
        return say("{name} is empty: write a value, or leave it out", name=name)
    if choices := _choices(error):
        return say("{name} can be: {values}", name=name, values=", ".join(choices))
    return say("{name}: this value is not allowed", name=name)


def _parameter(error: BadParameter) -> str:
    return error.param.get_error_hint() if error.param else str(error.param_hint or "")

# SPDX-License-Identifier: EUPL-1.2
"""Open data of the aids that can be asked for today, and of the stages of an eviction.

Sentences are Italian, as the file of aids has them: amounts stand in braces and are told beside.
Of law only what a lawyer has signed is there, without the lawyer's name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from leaflet.portal.open_data import place_table
from leaflet.system.open_tables import LICENCE, SEPARATOR, Column, OpenTable, encode_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from leaflet.registry.misure import Aiuto, Bozza, Documento, Fase, Importo, Misura, Misure
    from leaflet.registry.model import Registry

AID_TABLE = OpenTable(
    "misure.csv",
    "Aiuti che si possono chiedere in caso di sfratto",
    (
        Column("id", "Codice", "Nome breve dell'aiuto, che non cambia."),
        Column("nome", "Nome", "Nome dell'aiuto, come lo conoscono i cittadini."),
        Column("ente", "Ente", "Chi lo offre."),
        Column(
            "comuni",
            "Comuni",
            "Comuni in cui vale; dappertutto, se non ci sono né Comuni né ambiti.",
            many=True,
        ),
        Column("ambiti", "Ambiti", "Codici degli ambiti in cui vale.", many=True),
        Column("dal", "Primo giorno", "Primo giorno in cui si può chiedere.", "date"),
        Column("al", "Ultimo giorno", "Ultimo giorno in cui si può chiedere.", "date"),
        Column("fino_a", "Fin quando", "Fin quando si può chiedere, se non c'è un ultimo giorno."),
        Column(
            "datata", "Anno del documento", "Anno del documento, se non è recente.", "integer"
        ),
        Column("descrizione", "Descrizione", "Che cos'è, in poche frasi.", many=True),
        Column("requisiti", "Requisiti", "Domande a cui serve rispondere sempre sì.", many=True),
        Column("cause", "Cause", "Domande di cui basta un sì.", many=True),
        Column(
            "aiuti", "A che cosa serve", "Fasi, due punti, che cosa si può avere.", many=True
        ),
        Column(
            "documenti",
            "Documenti",
            "Carte da portare; tra parentesi quadre «solo se» e la condizione.",
            many=True,
        ),
        Column("dove", "Dove", "Dove si presenta la domanda."),
        Column("come", "Come", "Come si chiede."),
        Column("tempi", "Tempi", "Quanto tempo ci vuole."),
        Column("avvertenze", "Da sapere", "Che cosa sapere ancora.", many=True),
        Column(
            "importi", "Importi", "Le cifre che stanno tra graffe nelle frasi: «isee=26000 euro».",
            many=True,
        ),
        Column("fonte", "Fonte", "Da quale documento viene."),
        Column("link", "Pagine web", "Indirizzi delle pagine web.", many=True),
        Column("verificato", "Controllato il", "Giorno dell'ultima conferma.", "date"),
    ),
)  # fmt: skip
STAGE_TABLE = OpenTable(
    "fasi.csv",
    "Fasi dello sfratto",
    (
        Column("numero", "Numero", "Posto nell'ordine delle fasi.", "integer"),
        Column("id", "Codice", "Nome breve della fase, che non cambia."),
        Column("nome", "Nome", "Nome dell'atto, come c'è scritto sopra."),
        Column("riconosci", "Come si riconosce", "Come si riconosce l'atto.", many=True),
        Column("significa", "Che cosa vuol dire", "Che cosa vuol dire l'atto.", many=True),
        Column("fai", "Che cosa fare", "Che cosa si può ancora fare.", many=True),
        Column("porta", "Che cosa portare", "Che cosa portare con sé.", many=True),
        Column(
            "diritto",
            "Che cosa dice la legge",
            "Fatti che un avvocato ha approvato, con la norma tra parentesi quadre.",
            many=True,
        ),
    ),
)
TABLES = (AID_TABLE, STAGE_TABLE)


def files(registry: Registry) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the bytes of each file; none where the list has no aids beside it."""
    if aids := registry.aids:
        yield "dati/misure.json", encode_json(_to_plain(aids))
        yield from place_table(AID_TABLE, map(_aid_cells, aids.misure))
        yield from place_table(STAGE_TABLE, _stage_rows(aids.fasi))


def _to_plain(aids: Misure) -> dict[str, object]:
    return {
        "licenza": LICENCE,
        "fasi": [_stage_as_plain(fase) for fase in aids.fasi],
        "misure": [misura.model_dump(mode="json", exclude_none=True) for misura in aids.misure],
    }


def _stage_as_plain(fase: Fase) -> dict[str, object]:
    plain = fase.model_dump(mode="json", exclude_none=True, exclude={"bozze"})
    return plain | {"diritto": [_law_as_plain(bozza) for bozza in fase.list_signed()]}


def _law_as_plain(bozza: Bozza) -> dict[str, object]:
    signed = bozza.firma.giorno.isoformat() if bozza.firma else None
    return {"testo": bozza.testo, "articolo": bozza.articolo, "firmato_il": signed}


def _aid_cells(misura: Misura) -> list[str]:
    domanda = misura.domanda
    return [
        misura.id,
        misura.nome,
        misura.ente,
        _join(misura.comuni),
        _join(misura.ambiti),
        misura.dal.isoformat() if misura.dal else "",
        misura.al.isoformat() if misura.al else "",
        misura.fino_a or "",
        str(misura.datata or ""),
        _join(misura.descrizione),
        _join(misura.requisiti),
        _join(misura.cause),
        _join(map(_say_help, misura.aiuti)),
        _join(map(_say_paper, misura.documenti)),
        (domanda.dove or "") if domanda else "",
        (domanda.come or "") if domanda else "",
        (domanda.tempi or "") if domanda else "",
        _join(misura.avvertenze),
        _join(map(_say_amount, misura.importi)),
        misura.fonte,
        _join(misura.link),
        misura.verificato.isoformat(),
    ]


def _stage_rows(fasi: Iterable[Fase]) -> Iterator[list[str]]:
    for number, fase in enumerate(fasi, 1):
        law = (f"{bozza.testo} [{bozza.articolo}]" for bozza in fase.list_signed())
        said = (fase.riconosci, fase.significa, fase.fai, fase.porta, law)
        yield [str(number), fase.id, fase.nome, *map(_join, said)]


def _join(values: Iterable[str]) -> str:
    return SEPARATOR.join(values)


def _say_help(aiuto: Aiuto) -> str:
    return f"{', '.join(aiuto.fasi)}: {aiuto.testo}"


def _say_paper(documento: Documento) -> str:
    return documento.testo + (f" [solo se: {documento.solo_se}]" if documento.solo_se else "")


def _say_amount(importo: Importo) -> str:
    return f"{importo.nome}={importo.valore} {importo.unita}"

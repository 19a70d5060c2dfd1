# SPDX-License-Identifier: EUPL-1.2
"""The territory that the list is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leaflet.registry.comuni import official
from leaflet.registry.provinces import provinces, provinces_of

if TYPE_CHECKING:
    from leaflet.registry.model import Registry

_PROVINCES = """
Agrigento AG, Alessandria AL, Ancona AN, Aosta AO, Arezzo AR, Ascoli Piceno AP, Asti AT, Avellino
AV, Bari BA, Barletta BT, Belluno BL, Benevento BN, Bergamo BG, Biella BI, Bologna BO, Bolzano BZ,
Brescia BS, Brindisi BR, Cagliari CA, Caltanissetta CL, Campobasso CB, Carbonia SU, Caserta CE,
Catania CT, Catanzaro CZ, Chieti CH, Como CO, Cosenza CS, Cremona CR, Crotone KR, Cuneo CN, Enna
EN, Fermo FM, Ferrara FE, Firenze FI, Foggia FG, Forlì FC, Forlì-Cesena FC, Frosinone FR, Genova
GE, Gorizia GO, Grosseto GR, Imperia IM, Isernia IS, L'Aquila AQ, La Spezia SP, Latina LT, Lecce
LE, Lecco LC, Livorno LI, Lodi LO, Lucca LU, Macerata MC, Mantova MN, Massa MS, Massa-Carrara MS,
Matera MT, Messina ME, Milano MI, Modena MO, Monza MB, Monza e Brianza MB, Monza e della Brianza
MB, Napoli NA, Novara NO, Nuoro NU, Oristano OR, Padova PD, Palermo PA, Parma PR, Pavia PV,
Perugia PG, Pesaro PU, Pesaro e Urbino PU, Pescara PE, Piacenza PC, Pisa PI, Pistoia PT, Pordenone
PN, Potenza PZ, Prato PO, Ragusa RG, Ravenna RA, Reggio Calabria RC, Reggio Emilia RE, Reggio di
Calabria RC, Reggio nell'Emilia RE, Rieti RI, Rimini RN, Roma RM, Rovigo RO, Salerno SA, Sassari
SS, Savona SV, Siena SI, Siracusa SR, Sondrio SO, Taranto TA, Teramo TE, Terni TR, Torino TO,
Trapani TP, Trento TN, Treviso TV, Trieste TS, Udine UD, Varese VA, Venezia VE, Verbania VB,
Verbano-Cusio-Ossola VB, Vercelli VC, Verona VR, Vibo Valentia VV, Vicenza VI, Viterbo VT
"""
PROVINCES = {
    name: code
    for name, _, code in (
        one.strip().rpartition(" ") for one in _PROVINCES.replace("\n", " ").split(",")
    )
}
"""What people call a province in an address, by its capital or in full → its code."""


def home_provinces(registry: Registry) -> frozenset[str]:
    """Return the letters of the provinces that a list is for: those it names, or has Comuni of."""
    if registry.territorio:
        return frozenset(registry.territorio.province)
    listed = [comune for ambito in registry.ambiti for comune in ambito.comuni]
    # A few names have a Comune in two provinces: those of the others decide.
    sure = [comune for comune in listed if len(official().find_active(comune)) == 1]
    return provinces_of(sure or listed)


def provinces_around(registry: Registry) -> frozenset[str]:
    """Return the provinces in which people may mean a Comune of theirs by a name of ours.

    Those the list names, else those of the same region and next to it.
    """
    home = home_provinces(registry)
    if registry.territorio and registry.territorio.vicine:
        return frozenset(registry.territorio.vicine) - home
    regions = {one.regione for sigla in home for one in official().of_province(sigla)}
    same = {one.provincia for one in official().active() if one.regione in regions}
    next_to = (provinces()[sigla].neighbours for sigla in home & provinces().keys())
    return frozenset(same.union(*next_to) - home)

"""Reads an export back with the library that its format's makers wrote: exports.py prov FILE | croissant DIRECTORY.

Prints one JSON object of what was found.
"""

import json
import os
import sys


def read_prov(path):
    from prov.model import (
        ProvActivity, ProvAgent, ProvAssociation, ProvDocument, ProvEntity, ProvGeneration, ProvInvalidation)

    with open(path, encoding="utf-8") as file:
        document = ProvDocument.deserialize(file, format="json")
    subjects = {}
    types = {}
    for entity in document.get_records(ProvEntity):
        attributes = {str(name): str(value) for name, value in entity.attributes}
        subjects[str(entity.identifier)] = attributes.get("tm:subject", "")
        types[str(entity.identifier)] = attributes.get("prov:type", "")
    makers = {}
    for generation in document.get_records(ProvGeneration):
        (entity, activity) = [str(value) for _, value in generation.formal_attributes[:2]]
        makers[entity] = activity
    hands = {}
    for association in document.get_records(ProvAssociation):
        (activity, agent, plan) = [value and str(value) for _, value in association.formal_attributes[:3]]
        hands[activity] = (agent, plan)
    paths = {}
    for entity, activity in makers.items():
        (agent, plan) = hands[activity]
        paths[subjects[entity]] = [agent, plan and subjects[plan], plan and types[plan]]
    unified = document.unified()
    return {
        "entities": len(list(document.get_records(ProvEntity))),
        "activities": len(list(document.get_records(ProvActivity))),
        "agents": len(list(document.get_records(ProvAgent))),
        "invalidations": len(list(document.get_records(ProvInvalidation))),
        "unified": len(unified.get_records()),
        "paths": paths,
    }


def read_croissant(directory):
    import mlcroissant

    dataset = mlcroissant.Dataset(os.path.join(directory, "croissant.json"))
    records = list(dataset.records("labels"))
    plain = [
        {name: value.decode() if isinstance(value, bytes) else str(value) for name, value in record.items()}
        for record in records
    ]
    return {
        "errors": len(dataset.metadata.ctx.issues.errors),
        "conformsTo": list(dataset.metadata.conforms_to),
        "protocol": dataset.metadata.data_annotation_protocol,
        "records": plain,
    }


if __name__ == "__main__":
    read = {"prov": read_prov, "croissant": read_croissant}[sys.argv[1]]
    print(json.dumps(read(sys.argv[2])))

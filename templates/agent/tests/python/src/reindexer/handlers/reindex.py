from ..models import ReindexInput, ReindexOutput


async def handle(request: ReindexInput) -> ReindexOutput:
    "Rebuilds the index of one folder."
    raise NotImplementedError("`reindex` is not implemented yet")

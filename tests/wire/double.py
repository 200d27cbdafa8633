"""A small double of Discord: its HTTP API (v10) and its gateway, on loopback.

It speaks the real protocol to the real discord.py: JSON over HTTP with rate limits, errors and the
rules of interactions, and a WebSocket with HELLO, IDENTIFY, RESUME, heartbeats and close codes.
Every body that the bot sends is checked against Discord's published schemas; what does not fit is
refused with 400 and kept in ``violations``.
"""

from __future__ import annotations

import asyncio
import fnmatch
import itertools
import json
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
from aiohttp import WSMsgType, web

from tests.wire.limits import Limits, Verdict

TOKEN = "MTIz.double.token"  # noqa: S105
APPLICATION, BOT_ROLE = 900_000_000_000_000_001, 900_000_000_000_000_002
ME = {
    "id": str(APPLICATION),
    "username": "Footnote",
    "discriminator": "0",
    "bot": True,
    "avatar": None,
}
ALL_PERMISSIONS = str((1 << 50) - 1)
NOW = "2026-08-21T09:30:00+00:00"
DISCORD_SECONDS = 3.0
EPHEMERAL = 64
CALLBACKS = {
    4: "message",
    5: "message",
    6: "update",
    7: "update",
    8: "autocomplete",
    9: "modal",
}

_ids = itertools.count(1_000_000_000_000_000_000, 1 << 22)


def new_id() -> int:
    return next(_ids)


@cache
def _schemas() -> dict[str, Any]:
    document = json.loads((Path(__file__).parent / "discord_requests.json").read_text())
    # Media channels are documented, but not in the published description yet.
    document["$defs"]["ChannelTypes"]["enum"].append(16)
    return document


@cache
def _validator(name: str) -> jsonschema.Draft202012Validator:
    document = _schemas()
    root = {"$ref": f"#/$defs/{document['roots'][name]}", "$defs": document["$defs"]}
    return jsonschema.Draft202012Validator(root)


class Refusal(Exception):  # noqa: N818
    """An error answer of the API."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


@dataclass
class Interaction:
    """One interaction and what became of it; times are seconds after it was sent."""

    id: int
    token: str
    channel: int
    sent: float = 0.0
    acknowledged: float | None = None
    callback: dict[str, Any] | None = None
    message: dict[str, Any] | None = None
    edits: list[float] = field(default_factory=list)
    followups: list[dict[str, Any]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return words(self.message)

    @property
    def answered(self) -> bool:
        """Something other than a deferral or a word on the way is shown."""
        return self.message is not None and bool(self.message["embeds"])


@dataclass
class Session:
    """What the gateway remembers of one shard between connections."""

    id: str
    shard: int
    socket: web.WebSocketResponse | None = None
    sequence: int = 0
    history: list[dict[str, Any]] = field(default_factory=list)


class Double:
    def __init__(self, shards: int = 1) -> None:
        self.shards = shards
        self.guilds: dict[int, dict[str, Any]] = {}
        self.channels: dict[int, dict[str, Any]] = {}
        self.messages: dict[int, dict[str, Any]] = {}
        self.interactions: dict[str, Interaction] = {}
        self.commands: list[dict[str, Any]] = []
        self.requests: list[tuple[str, str, Any]] = []
        self.violations: list[str] = []
        self.identified: list[tuple[int, int]] = []
        self.intents = 0
        self.strict = True
        self.gives_up = False
        self.resumed = 0
        self.refuse_identify: int | None = None
        self.limits: Limits | None = None
        self._failures: list[tuple[str, str, int]] = []
        self._lost: list[tuple[str, str]] = []
        self._sessions: dict[int, Session] = {}
        self._nonces: dict[str, dict[str, Any]] = {}
        self._users = itertools.count(1)

    # ------------------------------------------------------------------ the world

    def add_guild(self, shard: int = 0) -> int:
        """A server with one text channel; returns the server's id."""
        guild = new_id()
        while (guild >> 22) % self.shards != shard:
            guild = new_id()
        everyone = {"id": str(guild), "name": "@everyone", "permissions": ALL_PERMISSIONS}
        own = {
            "id": str(BOT_ROLE),
            "name": "Footnote",
            "permissions": "0",
            "tags": {"bot_id": ME["id"]},
        }
        rest = {"position": 0, "color": 0, "hoist": False, "managed": False, "mentionable": False}
        self.guilds[guild] = {
            "id": str(guild),
            "name": "Lab",
            "owner_id": "1",
            "roles": [everyone | rest | {"flags": 0}, own | rest | {"flags": 0}],
            "members": [self._member(ME)],
            "channels": [],
            "member_count": 3,
            "preferred_locale": "en-US",
            "threads": [],
            "emojis": [],
            "features": [],
        }
        self.add_channel(guild)
        return guild

    def add_channel(self, guild: int, kind: int = 0, **values: Any) -> int:
        channel = values.pop("id", None) or new_id()
        self.channels[channel] = {
            "id": str(channel),
            "type": kind,
            "guild_id": str(guild),
            "name": "papers",
            "position": 0,
            "permission_overwrites": [],
            **values,
        }
        if kind != 11:
            self.guilds[guild]["channels"].append(self.channels[channel])
        return channel

    def channel_of(self, guild: int) -> int:
        return int(self.guilds[guild]["channels"][0]["id"])

    def person(self) -> dict[str, Any]:
        number = next(self._users)
        name = f"person{number}"
        return {"id": str(10_000 + number), "username": name, "discriminator": "0", "avatar": None}

    def fail(self, method: str, path: str, *statuses: int) -> None:
        """The next requests that fit get these statuses, one each. 0 cuts the connection."""
        self._failures += [(method, path, status) for status in statuses]

    def lose_answer(self, method: str, path: str) -> None:
        """The next request that fits is obeyed, but the line is cut before it is answered."""
        self._lost.append((method, path))

    def forget_nonces(self) -> None:
        """Discord remembers them for some minutes only."""
        self._nonces.clear()

    # ------------------------------------------------------------------ what people do

    async def say(
        self, channel: int, text: str, person: dict[str, Any], **values: Any
    ) -> dict[str, Any]:
        message = self._message(channel, person, {"content": text}) | values
        if f"<@{ME['id']}>" in text:
            message["mentions"] = [ME]
        await self.emit("MESSAGE_CREATE", message, self._guild_of(channel))
        return message

    async def slash(
        self, channel: int, name: str, person: dict[str, Any] | None = None, **options: Any
    ) -> Interaction:
        command = next(c for c in self.commands if c["name"] == name)
        kinds = {option["name"]: option["type"] for option in command.get("options", ())}
        given = [{"name": n, "type": kinds[n], "value": v} for n, v in options.items()]
        data = {"id": command["id"], "name": name, "type": 1, "options": given}
        return await self._interact(2, channel, person or self.person(), data)

    async def press(
        self, message: dict[str, Any], action: str, person: dict[str, Any]
    ) -> Interaction:
        pressed = next(
            item["custom_id"]
            for row in message["components"]
            for item in row["components"]
            if item["custom_id"].startswith(f"{action}:")
        )
        data = {"custom_id": pressed, "component_type": 2}
        channel = int(message["channel_id"])
        return await self._interact(3, channel, person, data, message=message)

    async def _interact(
        self, kind: int, channel: int, person: dict[str, Any], data: dict[str, Any], **extra: Any
    ) -> Interaction:
        interaction = Interaction(new_id(), f"token{new_id()}", channel)
        self.interactions[interaction.token] = interaction
        guild = self._guild_of(channel)
        who = {"member": self._member(person)} if guild else {"user": person}
        payload = {
            "id": str(interaction.id),
            "application_id": str(APPLICATION),
            "type": kind,
            "token": interaction.token,
            "version": 1,
            "data": data,
            "channel_id": str(channel),
            "channel": self.channels[channel],
            "app_permissions": ALL_PERMISSIONS,
            "locale": "en-US",
            "entitlements": [],
            "authorizing_integration_owners": {"0": str(guild or 0)},
            "context": 0 if guild else 1,
            "attachment_size_limit": 10_000_000,
            **who,
            **extra,
        }
        if guild:
            payload |= {"guild_id": str(guild), "guild_locale": "en-US"}
        interaction.sent = time.monotonic()
        await self.emit("INTERACTION_CREATE", payload, guild)
        return interaction

    async def until(self, true: Any, seconds: float = 15.0) -> None:
        """Wait for something to become true."""
        async with asyncio.timeout(seconds):
            while not true():  # noqa: ASYNC110
                await asyncio.sleep(0.002)

    async def all_answered(self, *interactions: Interaction, seconds: float = 30.0) -> None:
        await self.until(lambda: all(i.answered for i in interactions), seconds)

    def from_bot(self, channel: int) -> list[dict[str, Any]]:
        mine = [m for m in self.messages.values() if m["author"]["id"] == ME["id"]]
        return [m for m in mine if m["channel_id"] == str(channel)]

    # ------------------------------------------------------------------ gateway

    async def emit(self, event: str, data: Any, guild: int | None) -> None:
        """Send an event to the shard that serves the server; it is kept for a RESUME."""
        shard = ((guild or 0) >> 22) % self.shards
        session = self._sessions[shard]
        session.sequence += 1
        frame = {"op": 0, "t": event, "s": session.sequence, "d": data}
        session.history.append(frame)
        if session.socket is not None and not session.socket.closed:
            await session.socket.send_json(frame)

    async def command(self, op: int, data: Any = None, shard: int = 0) -> None:
        """Send op 7 (reconnect) or op 9 (invalid session)."""
        socket = self._sessions[shard].socket
        await socket.send_json({"op": op, "d": data, "s": None, "t": None})

    async def drop(self, shard: int = 0, code: int | None = None) -> None:
        """Close a shard's socket; without a code the line is simply cut."""
        session = self._sessions[shard]
        socket, session.socket = session.socket, None
        if code is None:
            socket._req.transport.abort()
        else:
            await socket.close(code=code)

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 41250}, "s": None, "t": None})
        async for received in socket:
            if received.type is not WSMsgType.TEXT:
                continue
            frame = received.json()
            match frame["op"]:
                case 1:
                    await socket.send_json({"op": 11, "d": None, "s": None, "t": None})
                case 2:
                    await self._identify(socket, frame["d"])
                case 6:
                    await self._resume(socket, frame["d"])
        return socket

    async def _identify(self, socket: web.WebSocketResponse, data: dict[str, Any]) -> None:
        if self.refuse_identify or data["token"] != TOKEN:
            await socket.close(code=self.refuse_identify or 4004)
            return
        shard, count = data.get("shard", (0, 1))
        self.identified.append((shard, count))
        self.intents = data["intents"]
        session = self._sessions[shard] = Session(f"session{new_id()}", shard, socket)
        mine = [g for g in self.guilds if (g >> 22) % self.shards == shard]
        ready = {
            "v": 10,
            "user": ME,
            "session_id": session.id,
            "resume_gateway_url": self.gateway_url,
            "shard": [shard, count],
            "guilds": [{"id": str(guild), "unavailable": True} for guild in mine],
            "application": {"id": str(APPLICATION), "flags": 0},
        }
        session.sequence = 1
        await socket.send_json({"op": 0, "t": "READY", "s": 1, "d": ready})
        for guild in mine:
            await self.emit("GUILD_CREATE", self.guilds[guild], guild)

    async def _resume(self, socket: web.WebSocketResponse, data: dict[str, Any]) -> None:
        known = [s for s in self._sessions.values() if s.id == data["session_id"]]
        if not known:
            await socket.send_json({"op": 9, "d": False, "s": None, "t": None})
            return
        (session,) = known
        session.socket = socket
        self.resumed += 1
        for frame in session.history:
            if frame["s"] > data["seq"]:
                await socket.send_json(frame)
        await socket.send_json({"op": 0, "t": "RESUMED", "s": session.sequence, "d": {}})

    # ------------------------------------------------------------------ HTTP

    async def start(self) -> None:
        app = web.Application(client_max_size=30_000_000)
        app.router.add_get("/gateway/", self._gateway)
        app.router.add_route("*", "/api/v10/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]
        self.api_base = f"http://127.0.0.1:{port}/api/v10"
        self.gateway_url = f"ws://127.0.0.1:{port}/gateway/"

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.Response:
        path = "/" + request.match_info["path"]
        body = await _body(request)
        self.requests.append((request.method, path, body))
        verdict = self.limits.check(request.method, path) if self.limits else Verdict({})
        if verdict.wait is not None:
            return _limited(verdict.wait, verdict.headers, everywhere=verdict.everywhere)
        for failure in self._failures:
            method, pattern, status = failure
            if method == request.method and fnmatch.fnmatch(path, pattern):
                self._failures.remove(failure)
                return _failed(request, status)
        try:
            if request.headers.get("Authorization", f"Bot {TOKEN}") != f"Bot {TOKEN}":
                raise Refusal(401, 0, "401: Unauthorized")
            answer = self._answer(request, path.strip("/").split("/"), body)
            answer.headers.update(verdict.headers)
            for lost in self._lost:
                if lost[0] == request.method and fnmatch.fnmatch(path, lost[1]):
                    self._lost.remove(lost)
                    return _failed(request, 0)
            return answer
        except Refusal as error:
            refusal = {"code": error.code, "message": str(error)}
            return _json(refusal, status=error.status)

    def _answer(self, request: web.Request, path: list[str], body: Any) -> web.Response:
        match [request.method, *path]:
            case ["GET", "users", "@me"]:
                return _json(ME)
            case ["GET", "oauth2", "applications", "@me"]:
                return _json(self._application())
            case ["GET", "gateway", "bot"]:
                limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
                answer = {
                    "url": self.gateway_url,
                    "shards": self.shards,
                    "session_start_limit": limit,
                }
                return _json(answer)
            case ["PUT", "applications", _, "commands"]:
                return _json(self._set_commands(body))
            case ["POST", "interactions", _, token, "callback"]:
                return self._callback(request, token, body)
            case ["POST", "webhooks", _, token]:
                interaction = self._acknowledged(token)
                self._check("followup", body)
                message = self._message(interaction.channel, ME, body)
                interaction.followups.append(message)
                return _json(message)
            case [method, "webhooks", _, token, "messages", "@original"]:
                return self._original(method, token, body)
            case ["POST", "users", "@me", "channels"]:
                channel = int(body["recipient_id"])
                self.channels[channel] = {"id": str(channel), "type": 1, "recipients": []}
                return _json(self.channels[channel])
            case ["GET", "channels", channel]:
                return _json(self.channels[int(channel)])
            case ["POST", "channels", _, "typing"]:
                return web.Response(status=204)
            case ["GET", "channels", channel, "messages"]:
                return _json(self._history(int(channel), request.query))
            case ["POST", "channels", channel, "messages"]:
                return _json(self._create_message(int(channel), body))
            case ["POST", "channels", channel, "messages", message, "threads"]:
                return _json(self._create_thread(channel, int(message), body))
            case [method, "channels", _, "messages", message]:
                return self._change_message(method, int(message), body)
        self.violations.append(f"unknown route {request.method} {path}")
        raise Refusal(404, 0, "404: Not Found")

    def _check(self, name: str, body: Any) -> None:
        if not self.strict:
            return
        for error in _validator(name).iter_errors(_ids_as_text(body)):
            deepest = jsonschema.exceptions.best_match([error])
            where = "/".join(map(str, deepest.absolute_path))
            self.violations.append(f"{name}: {where}: {deepest.message[:300]}")
        if isinstance(body, dict):
            data = body.get("data") or body
            if sum(map(_embed_length, data.get("embeds") or ())) > 6000:
                self.violations.append(f"{name}: more than 6,000 characters of embeds")
            if ("content" in data or "embeds" in data) and "parse" not in data.get(
                "allowed_mentions", {}
            ):
                self.violations.append(f"{name}: mentions are not switched off")
        if self.violations:
            raise Refusal(400, 50035, self.violations[-1])

    def _set_commands(self, body: list[dict[str, Any]]) -> list[dict[str, Any]]:
        for command in body:
            self._check("command", command)
        fixed = {"application_id": str(APPLICATION), "version": "1", "description": ""}
        self.commands = [fixed | command | {"id": str(new_id())} for command in body]
        return self.commands

    def _callback(self, request: web.Request, token: str, body: dict[str, Any]) -> web.Response:
        interaction = self.interactions.get(token)
        late = interaction and time.monotonic() - interaction.sent > DISCORD_SECONDS
        if interaction is None or self.gives_up or late:
            raise Refusal(404, 10062, "Unknown interaction")
        if interaction.callback is not None:
            raise Refusal(400, 40060, "Interaction has already been acknowledged.")
        kind = body["type"]
        names = {
            4: "message",
            5: "message",
            6: "update",
            7: "update",
            8: "autocomplete",
            9: "modal",
        }
        self._check(f"callback_{names[kind]}", body)
        interaction.callback = body
        interaction.acknowledged = time.monotonic() - interaction.sent
        resource: dict[str, Any] = {"type": kind}
        if kind in (4, 5):
            data = body.get("data") or {}
            interaction.message = self._message(interaction.channel, ME, data)
            resource["message"] = interaction.message
        if request.query.get("with_response") not in ("1", "true"):
            return web.Response(status=204)
        about = {"id": str(interaction.id), "type": 2}
        return _json({"interaction": about, "resource": resource})

    def _acknowledged(self, token: str) -> Interaction:
        interaction = self.interactions.get(token)
        if interaction is None or interaction.callback is None:
            raise Refusal(404, 10015, "Unknown Webhook")
        return interaction

    def _original(self, method: str, token: str, body: Any) -> web.Response:
        interaction = self._acknowledged(token)
        if interaction.message is None:
            raise Refusal(404, 10008, "Unknown Message")
        if method == "DELETE":
            self.messages.pop(int(interaction.message["id"]), None)
            return web.Response(status=204)
        if method == "PATCH":
            self._check("original", body)
            interaction.message.update(_shown(body))
            interaction.edits.append(time.monotonic() - interaction.sent)
        return _json(interaction.message)

    def _create_message(self, channel: int, body: dict[str, Any]) -> dict[str, Any]:
        self._check("message", body)
        nonce = body.get("nonce")
        if nonce and body.get("enforce_nonce") and nonce in self._nonces:
            return self._nonces[nonce]
        message = self._message(channel, ME, body)
        if nonce:
            self._nonces[nonce] = message
        return message

    def _history(self, channel: int, query: Any) -> list[dict[str, Any]]:
        """Newest first, those before or after a message."""
        before = int(query.get("before", 1 << 63))
        after = int(query.get("after", 0))
        found = [
            message
            for message in self.messages.values()
            if message["channel_id"] == str(channel) and after < int(message["id"]) < before
        ]
        return sorted(found, key=lambda m: int(m["id"]), reverse=True)[: int(query["limit"])]

    def _change_message(self, method: str, message: int, body: Any) -> web.Response:
        if message not in self.messages:
            raise Refusal(404, 10008, "Unknown Message")
        if method == "DELETE":
            del self.messages[message]
            return web.Response(status=204)
        self._check("message_edit", body)
        self.messages[message].update(_shown(body))
        return _json(self.messages[message])

    def _create_thread(self, parent: str, message: int, body: Any) -> dict[str, Any]:
        self._check("thread", body)
        if message in self.channels:
            raise Refusal(400, 160004, "A thread has already been created for this message")
        guild = int(self.channels[int(parent)]["guild_id"])
        about = {"archived": False, "auto_archive_duration": 1440, "archive_timestamp": NOW}
        self.add_channel(
            guild,
            11,
            id=message,
            name=body["name"],
            parent_id=parent,
            owner_id=ME["id"],
            thread_metadata=about | {"locked": False},
            message_count=0,
            member_count=1,
        )
        return self.channels[message]

    # ------------------------------------------------------------------ payloads

    def _guild_of(self, channel: int) -> int | None:
        guild = self.channels[channel].get("guild_id")
        return int(guild) if guild else None

    def _member(self, user: dict[str, Any]) -> dict[str, Any]:
        flags = {"deaf": False, "mute": False, "flags": 0, "permissions": ALL_PERMISSIONS}
        return {"user": user, "roles": [], "joined_at": NOW, **flags}

    def _message(
        self, channel: int, author: dict[str, Any], body: dict[str, Any]
    ) -> dict[str, Any]:
        message = {
            "id": str(new_id()),
            "channel_id": str(channel),
            "author": author,
            "content": "",
            "timestamp": NOW,
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "components": [],
            "pinned": False,
            "type": 0,
            "flags": body.get("flags", 0),
            **_shown(body),
        }
        if guild := self.channels.get(channel, {}).get("guild_id"):
            message |= {"guild_id": guild, "member": self._member(author)}
        self.messages[int(message["id"])] = message
        return message

    def _application(self) -> dict[str, Any]:
        about = {"name": "Footnote", "description": "", "icon": None, "summary": "", "flags": 0}
        keys = {"verify_key": "", "bot_public": True, "bot_require_code_grant": False}
        owner = {"id": "1", "username": "owner", "discriminator": "0", "avatar": None}
        return {"id": str(APPLICATION), "owner": owner, "bot": ME, **about, **keys}


def words(message: dict[str, Any] | None) -> str:
    """Everything that a message says."""
    if message is None:
        return ""
    found = [message["content"]]
    for embed in message["embeds"]:
        found += (embed.get("title"), embed.get("description"))
        found += (part for field in embed.get("fields", ()) for part in field.values())
    return "\n".join(str(word) for word in found if word)


def _ids_as_text(body: Any) -> Any:
    """Discord takes ids as numbers, too, and discord.py sends some so; the schema wants text."""
    if isinstance(body, list):
        return [_ids_as_text(item) for item in body]
    if not isinstance(body, dict):
        return body
    return {
        name: str(value) if name.endswith("_id") and isinstance(value, int) else _ids_as_text(value)
        for name, value in body.items()
    }


def _json(data: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    # discord.py wants exactly this type, without a charset.
    fixed = {"Content-Type": "application/json"} | (headers or {})
    return web.Response(body=json.dumps(data), status=status, headers=fixed)


async def _body(request: web.Request) -> Any:
    if request.content_type == "multipart/form-data":
        form = await request.post()
        return json.loads(str(form["payload_json"]))
    text = await request.text()
    return json.loads(text) if text else None


def _limited(seconds: float, headers: dict[str, str], *, everywhere: bool) -> web.Response:
    body = {"message": "You are being rate limited.", "retry_after": seconds, "global": everywhere}
    # Without a Via header discord.py takes it for a ban by Cloudflare.
    return _json(body, status=429, headers=headers | {"Via": "1.1 double"})


def _failed(request: web.Request, status: int) -> web.Response:
    if status == 0:
        request.transport.abort()
        return web.Response()
    if status == 429:
        return _limited(0.05, {}, everywhere=False)
    refused = {"code": 50013 if status == 403 else 0, "message": f"{status} for this test"}
    return _json(refused, status=status)


def _shown(body: dict[str, Any]) -> dict[str, Any]:
    """The parts of a body that change what is shown; null takes a part away."""
    empty: dict[str, Any] = {"content": "", "embeds": [], "components": []}
    return {name: body[name] or none for name, none in empty.items() if name in body}


def _embed_length(embed: dict[str, Any]) -> int:
    parts = [embed.get("title"), embed.get("description"), embed.get("footer", {}).get("text")]
    parts += (part for field in embed.get("fields", ()) for part in (field["name"], field["value"]))
    return sum(len(part or "") for part in parts)

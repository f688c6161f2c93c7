const { CONNECT_HUB_URL: url, CONNECT_HUB_KEY: key } = process.env;
const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
const body = JSON.stringify({ action: 'github_list_repositories', query: { per_page: 5 } });
const answer = await fetch(`${url}/actions/rpc`, { method: 'POST', headers, body });
console.log((await answer.json()).data);

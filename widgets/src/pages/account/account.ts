/** The page of one's own account; mail links open it too. */
import '../../components/sit-account/sit-account.ts';
import { speak } from '../speak.ts';

speak('account');
